#include "host/input/source_notes.h"

#include <format>

namespace faultbox {
namespace {

std::vector<bool> SourcesWithEvents(const format::CrashRecord& record) {
    std::vector<bool> have(static_cast<size_t>(record.source_size()));
    auto mark = [&have](uint32_t source) {
        if (source < have.size()) have[source] = true;
    };
    for (const format::Event& event : record.event()) {
        mark(event.source());
        for (uint32_t source : event.also_in()) mark(source);
    }
    return have;
}

}  // namespace

std::vector<std::string> SourceNotes(const format::Source& source) {
    std::vector<std::string> notes;
    for (const std::string& note : source.note()) notes.push_back(source.name() + ": " + note);
    if (source.truncated()) notes.push_back(source.name() + ": the compressed stream ends early");
    if (source.salvaged()) notes.push_back(source.name() + ": found by scanning, its header is damaged");
    return notes;
}

std::vector<std::string> NotesOfSilentSources(const format::CrashRecord& record) {
    std::vector<std::string> notes;
    std::vector<bool> have_events = SourcesWithEvents(record);
    for (int i = 0; i < record.source_size(); ++i) {
        if (have_events[static_cast<size_t>(i)]) continue;
        const format::Source& source = record.source(i);
        notes.append_range(SourceNotes(source));
        if (source.ecc_uncorrectable() > 0) {
            notes.push_back(
                std::format("{}: {} blocks are beyond correction", source.name(), source.ecc_uncorrectable()));
        }
    }
    return notes;
}

}  // namespace faultbox
