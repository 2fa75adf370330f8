#include "target/record/ramoops_text.h"

#include <algorithm>
#include <array>

#include "arch/common/number_text.h"
namespace faultbox::record {
namespace {

SourceKind KindOf(ramoops::ZoneKind kind) {
    switch (kind) {
        case ramoops::ZoneKind::kConsole:
            return SourceKind::kRamoopsConsole;
        case ramoops::ZoneKind::kPmsg:
            return SourceKind::kRamoopsPmsg;
        case ramoops::ZoneKind::kFtrace:
            return SourceKind::kRamoopsFtrace;
        case ramoops::ZoneKind::kDmesg:
        case ramoops::ZoneKind::kUnknown:
            break;
    }
    return SourceKind::kRamoopsRecord;
}

// Takes the one record that a zone or a file gives.
class TextSink final : public ramoops::RecordSink {
  public:
    explicit TextSink(SourceFacts& facts) : facts_(facts) {}

    void OnRecord(const ramoops::RamoopsRecord& record) override {
        facts_.kind = KindOf(record.kind);
        facts_.reason = record.reason;
        facts_.count = record.count;
        facts_.part = record.part;
        if (record.time_us) facts_.time_us = record.time_us;
        if (record.ecc.present) {
            facts_.ecc_corrected = record.ecc.corrected_bytes;
            facts_.ecc_uncorrectable = record.ecc.uncorrectable_blocks;
        }
        facts_.truncated = record.truncated;
        facts_.salvaged = record.salvaged;
        bool kernel_text = record.kind != ramoops::ZoneKind::kPmsg && record.kind != ramoops::ZoneKind::kFtrace;
        if (kernel_text) text_ = record.text;
    }

    void OnNote(const ramoops::RegionNote& note) override {
        facts_.notes.Append(note.error.what);
        if (first_error_.code == ErrorCode::kNotFound) first_error_ = note.error;
    }

    Result<std::string_view> Take() const {
        if (text_.empty()) return std::unexpected(first_error_);
        return text_;
    }

  private:
    SourceFacts& facts_;
    std::string_view text_;
    Error first_error_{ErrorCode::kNotFound, "holds no text of the kernel"};
};

// "zone 3 at 0x33c00"
ShortText<64> NameOf(uint32_t zone, uint32_t offset) {
    std::array<char, 64> text{};
    char* at = text.data();
    for (std::string_view part : {std::string_view("zone "), NumberText(zone).view(), std::string_view(" at 0x"),
                                  NumberText(offset, 16).view()}) {
        at = std::ranges::copy(part, at).out;
    }
    return std::string_view(text.data(), static_cast<size_t>(at - text.data()));
}

}  // namespace

Result<std::string_view> ReadZoneText(const ramoops::Region& region, uint32_t zone, const ramoops::Scratch& scratch,
                                      SourceFacts& facts) {
    TextSink sink(facts);
    facts.name = NameOf(zone, region.layout().zones[zone].offset);
    region.ReadZone(zone, scratch, sink);
    return sink.Take();
}

Result<std::string_view> ReadPstoreText(std::string_view name, Bytes content, const ramoops::Scratch& scratch,
                                        SourceFacts& facts) {
    TextSink sink(facts);
    ramoops::ReadPstoreFile(name, content, scratch, sink);
    facts.kind = SourceKind::kPstoreFile;
    facts.name = name.substr(name.rfind('/') + 1);
    return sink.Take();
}

}  // namespace faultbox::record
