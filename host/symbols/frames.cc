#include <algorithm>
#include <ranges>

#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/origin.h"
#include "host/symbols/symbol_file_state.h"

namespace faultbox {
namespace {

using namespace dwarf;

void SetPath(CodeFrame& frame, const LineTable& lines, uint64_t file) {
    const LineTable::Path& path = lines.PathOf(file);
    frame.file = path.full;
    frame.relative_file = path.relative;
}

CodeFrame FrameAt(const LineTable* lines, uint64_t address) {
    CodeFrame frame;
    const std::optional<LineRow> row = lines ? lines->FindRow(address) : std::nullopt;
    if (!row) return frame;
    SetPath(frame, *lines, row->file);
    frame.row_address = row->address;
    frame.line = row->line;
    frame.column = row->column;
    frame.discriminator = row->discriminator;
    return frame;
}

/// Where `inlined` was called from.
CodeFrame FrameOfCall(const LineTable* lines, const Die& inlined) {
    CodeFrame frame;
    std::optional<uint64_t> file = inlined.Unsigned(DW_AT_call_file);
    if (lines && file) SetPath(frame, *lines, *file);
    frame.line = static_cast<uint32_t>(inlined.Unsigned(DW_AT_call_line).value_or(0));
    frame.column = static_cast<uint32_t>(inlined.Unsigned(DW_AT_call_column).value_or(0));
    frame.discriminator = static_cast<uint32_t>(inlined.Unsigned(DW_AT_GNU_discriminator).value_or(0));
    return frame;
}

}  // namespace

std::vector<CodeFrame> SymbolFile::State::FindFrames(uint64_t address) {
    const Unit* unit = Debug().FindUnit(address);
    if (!unit) return {};
    const LineTable* lines = LinesOf(*unit);
    const std::vector<Die>& scopes = ScopesAt(address);
    std::vector<CodeFrame> frames;
    frames.reserve(scopes.size());
    CodeFrame frame = FrameAt(lines, address);
    for (const Die& scope : scopes | std::views::reverse) {
        if (scope.tag() == DW_TAG_lexical_block) continue;
        OriginChain chain(scope);
        frame.function = chain.Name();
        frame.linkage_name = chain.LinkageName();
        frame.function_id = scope.offset();
        frame.inlined = scope.tag() == DW_TAG_inlined_subroutine;
        frames.push_back(std::move(frame));
        frame = FrameOfCall(lines, scope);
    }
    if (frames.empty() && frame.line != 0) frames.push_back(std::move(frame));
    return frames;
}

const std::vector<CodeFrame>& SymbolFile::FramesAt(uint64_t address) const {
    return state_->FramesAt(address);
}

std::vector<std::pair<uint64_t, uint64_t>> SymbolFile::FunctionRanges(uint64_t address) const {
    const std::vector<Die>& scopes = state_->ScopesAt(address);
    if (scopes.empty()) return {};
    const Die& function = scopes.front();
    std::vector<AddressRange> ranges = RangesOf(function);
    std::optional<uint64_t> entry = function.Address(DW_AT_entry_pc);
    if (!entry) entry = function.Address(DW_AT_low_pc);
    if (entry) std::ranges::stable_partition(ranges, [&](AddressRange range) { return range.Holds(*entry); });
    std::vector<std::pair<uint64_t, uint64_t>> result;
    for (AddressRange range : ranges) result.emplace_back(range.begin, range.end);
    return result;
}

}  // namespace faultbox
