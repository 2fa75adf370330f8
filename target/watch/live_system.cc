#include "target/watch/live_system.h"

#include <algorithm>
#include <array>

#include "target/format/crash_record.pb.h"
#include "target/manifest/stored_identity.h"
#include "target/record/message_writer.h"

namespace faultbox::watch {
namespace {

using format::Identity;
using format::Watch;

}  // namespace

// True when the manifest of this boot could be read.
bool LiveSystem::WriteManifest(record::MessageWriter& writer) {
    if (!store_.Open()) return false;
    for (uint32_t counter : store_.boots()) {
        Result<Bytes> boot = store_.ReadBoot(counter, workspace_.boot);
        if (!boot || !std::ranges::equal(manifest::BootIdOf(*boot), system_.boot_id())) continue;
        return manifest::WriteBootIdentity(store_, *boot, workspace_.image, writer).has_value();
    }
    return false;
}

void LiveSystem::WriteSystem(record::MessageWriter& writer) const {
    writer.NonEmpty(Identity::kReleaseFieldNumber, system_.release());
    writer.NonEmpty(Identity::kVersionFieldNumber, system_.version());
    writer.NonEmpty(Identity::kMachineFieldNumber, system_.machine());
    writer.NonEmpty(Identity::kBuildIdFieldNumber, AsText(system_.kernel_build_id()));
    writer.NonEmpty(Identity::kBootIdFieldNumber, AsText(system_.boot_id()));
}

void LiveSystem::WriteWatch(record::RecordWriter& record) const {
    std::array<uint8_t, 128> buffer;
    record::MessageWriter writer(buffer);
    auto put = [&](int field, uint64_t value) {
        if (value != 0) writer.Uint(field, value);
    };
    writer.Uint(Watch::kFirstSequenceFieldNumber, facts_.first_sequence);
    writer.Uint(Watch::kLastSequenceFieldNumber, facts_.last_sequence);
    put(Watch::kMissedFieldNumber, facts_.missed);
    if (facts_.missed != 0) writer.Uint(Watch::kFirstMissedFieldNumber, facts_.first_missed);
    put(Watch::kRepeatsFieldNumber, facts_.repeats);
    put(Watch::kSuppressedFieldNumber, facts_.suppressed);
    record.AddEncoded(format::CrashRecord::kWatchFieldNumber, std::span(buffer).first(writer.size()));
}

bool LiveSystem::Write(std::span<const record::ShortText<64>> modules, record::RecordWriter& record) {
    WriteWatch(record);
    record::MessageWriter writer(workspace_.message);
    if (!WriteManifest(writer)) WriteSystem(writer);
    for (std::string_view name : modules) {
        harvest::BuildId build_id = system_.ModuleBuildId(name);
        if (build_id.size == 0) continue;
        writer.Nested(Identity::kModuleFieldNumber, [&] {
            writer.String(format::Module::kNameFieldNumber, name);
            writer.Blob(format::Module::kBuildIdFieldNumber, build_id);
        });
    }
    writer.Uint(Identity::kJoinFieldNumber, Identity::SAME_BOOT);
    if (writer.overflowed()) return false;
    record.AddEncoded(format::CrashRecord::kCrashedFieldNumber, std::span(workspace_.message).first(writer.size()));
    return true;
}

}  // namespace faultbox::watch
