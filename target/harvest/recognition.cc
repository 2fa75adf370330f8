#include "target/harvest/recognition.h"

#include <algorithm>

#include "arch/common/bounded_vector.h"
#include "arch/common/byte_reader.h"
#include "target/format/crash_record.pb.h"
#include "target/record/field_reader.h"

namespace faultbox::harvest {
namespace {

// The first four bytes of CrashRecord.harvester.boot_id.
uint32_t ReadBoot(Bytes identity) {
    return ByteReader(record::FindField(identity, format::Identity::kBootIdFieldNumber).bytes).U32();
}

}  // namespace

void Recognition::MarkSame(const format::LineSketch& lines, uint64_t time_us, std::span<bool> marks) const {
    std::span<const record::Sighting> sightings = correlation_.sightings();
    for (size_t i = 0; i < sightings.size(); ++i) {
        uint64_t dumped = facts_[sightings[i].source].time_us.value_or(0);
        if (record::AreOfOneEvent({sightings[i].lines, dumped}, {lines, time_us})) marks[i] = true;
    }
}

void Recognition::MarkEqual(Bytes ids) {
    ByteReader reader(ids);
    std::span<const record::Sighting> sightings = correlation_.sightings();
    while (reader.remaining() >= 8) {
        uint64_t id = reader.U64();
        for (size_t i = 0; i < sightings.size(); ++i) held_[i] = held_[i] || sightings[i].id == id;
    }
}

void Recognition::MarkCounted(const format::RepeatPage& repeats) {
    if (!repeats.newest()) return;
    for (uint32_t slot = 0; slot < format::kRepeatSlots; ++slot) {
        if (std::optional<format::RepeatFrame> frame = repeats.Slot(slot)) {
            MarkSame(frame->lines, frame->time_us, counted_);
            if (boot_ != 0 && frame->boot == boot_) MarkResets();
        }
    }
}

// The reset before this boot had a crash, which was counted: it is none without a trace.
void Recognition::MarkResets() {
    std::span<const record::Sighting> sightings = correlation_.sightings();
    for (size_t i = 0; i < sightings.size(); ++i) {
        if (sightings[i].kind == EventKind::kResetWithoutTrace) held_[i] = true;
    }
}

bool Recognition::HasAllFaults(uint16_t crash, std::span<const uint64_t> faults) const {
    std::span<const record::Sighting> sightings = correlation_.sightings();
    if (faults.empty() || sightings[crash].signature == 0 || faults.front() != sightings[crash].fault) return false;
    for (size_t i = 0; i < sightings.size(); ++i) {
        if (correlation_.CrashOf(i) != crash || correlation_.EventOf(i) != i) continue;
        if (std::ranges::find(faults, sightings[i].fault) == faults.end()) return false;
    }
    return true;
}

Result<void> Recognition::Compare(journal::RecordId id, const journal::StoredRecord& stored) {
    BoundedVector<uint64_t, format::kMaxKeys> faults;
    uint32_t boot = 0;
    record::FieldReader fields(stored.payload);
    while (std::optional<record::Field> field = fields.Next()) {
        if (field->number == format::CrashRecord::kHarvesterFieldNumber) boot = ReadBoot(field->bytes);
        if (field->number == format::CrashRecord::kSightingFieldNumber) MarkEqual(field->bytes);
        if (field->number != format::CrashRecord::kKeyFieldNumber) continue;
        record::StoredKey key = record::ReadKey(field->bytes);
        faults.Append(key.fault);
        MarkSame(key.lines, key.time_us, held_);
    }
    if (!fields.ok()) return std::unexpected(fields.error());
    MarkCounted(stored.repeats);
    for (uint16_t i = 0; i < correlation_.sightings().size(); ++i) {
        // The oldest stays the one that counts, whatever records are added.
        if (repeats_[i] || !correlation_.IsRoot(i) || !HasAllFaults(i, faults)) continue;
        repeats_[i] = RepeatedRecord{id, boot};
    }
    return {};
}

bool Recognition::IsStored(uint16_t crash) const {
    // An event is stored when one of its sightings is.
    std::array<bool, format::kMaxSightings> stored{};
    size_t count = correlation_.sightings().size();
    for (size_t i = 0; i < count; ++i) stored[correlation_.EventOf(i)] |= held_[i];
    for (size_t i = 0; i < count; ++i) {
        if (correlation_.CrashOf(i) == crash && !stored[correlation_.EventOf(i)]) return false;
    }
    return true;
}

bool Recognition::IsCounted(uint16_t crash) const {
    for (size_t i = 0; i < correlation_.sightings().size(); ++i) {
        if (counted_[i] && correlation_.CrashOf(i) == crash) return true;
    }
    return false;
}

}  // namespace faultbox::harvest
