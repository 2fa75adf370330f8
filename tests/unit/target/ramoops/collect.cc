#include "tests/unit/target/ramoops/collect.h"

#include <format>
#include <memory>

namespace faultbox::ramoops {

void Collect::OnRecord(const RamoopsRecord& record) {
    CollectedRecord kept{
        record, std::string(record.text), std::string(record.reason), {record.payload.begin(), record.payload.end()}};
    kept.facts.text = kept.facts.reason = {};
    kept.facts.payload = {};
    records.push_back(std::move(kept));
}

std::vector<std::string> Collect::NoteTexts() const {
    std::vector<std::string> texts;
    for (const RegionNote& note : notes)
        texts.push_back(std::format("{} at {:#x}", note.error.what, note.error.offset));
    return texts;
}

Collect CollectRegion(Bytes region, const RegionOptions& options, size_t raw, size_t text) {
    std::vector<uint8_t> raw_buffer(raw);
    std::vector<char> text_buffer(text);
    auto reader = std::make_unique<Region>();
    reader->Open(region, options);
    Collect collect;
    reader->ReadAll({raw_buffer, text_buffer}, collect);
    return collect;
}

Collect CollectFile(std::string_view name, Bytes content, size_t raw, size_t text) {
    std::vector<uint8_t> raw_buffer(raw);
    std::vector<char> text_buffer(text);
    Collect collect;
    ReadPstoreFile(name, content, {raw_buffer, text_buffer}, collect);
    return collect;
}

}  // namespace faultbox::ramoops
