// Any bytes as debug sections: three bytes of length for each of .debug_info, _types, _abbrev, _line, _str, _line_str,
// _str_offsets, _addr, _aranges, _ranges, _rnglists, _loc, _loclists, then their contents.

#include "arch/registry.h"
#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/expression.h"
#include "host/dwarf/function_index.h"
#include "host/dwarf/line_table.h"
#include "host/dwarf/location_list.h"
#include "host/dwarf/origin.h"

namespace {

using namespace faultbox;
using namespace faultbox::dwarf;

DebugSections Split(Bytes input) {
    DebugSections sections;
    ByteReader reader(input);
    Bytes* const all[] = {&sections.info,    &sections.types,    &sections.abbrev,      &sections.line,
                          &sections.str,     &sections.line_str, &sections.str_offsets, &sections.addr,
                          &sections.aranges, &sections.ranges,   &sections.rnglists,    &sections.loc,
                          &sections.loclists};
    uint64_t lengths[std::size(all)];
    for (uint64_t& length : lengths) length = reader.Unsigned(3);
    for (size_t i = 0; i < std::size(all); ++i) *all[i] = reader.Take(std::min(lengths[i], reader.remaining()));
    return sections;
}

void Visit(const Die& die, uint64_t address, int& left, int depth) {
    if (!die) return;
    ExpressionContext context;
    context.unit = &die.unit();
    context.arch = FindArch(Arch::kArm);
    for (uint16_t attribute : {DW_AT_location, DW_AT_frame_base, DW_AT_data_member_location}) {
        auto expression = ExpressionAt(die, attribute, address);
        if (expression && *expression) Evaluate(**expression, context);
    }
    RangesOf(die);
    OriginChain(die).LinkageName();
    if (depth > 64) return;
    for (Die child = die.FirstChild(); child && left-- > 0; child = child.NextSibling()) {
        Visit(child, address, left, depth + 1);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size > 65'536) return 0;
    DebugInfo info(Split(Bytes(data, size)));
    int left = 5'000;
    for (const Unit& unit : info.units()) {
        uint64_t address = info.RootDataOf(unit).low_pc.value_or(0);
        if (left > 0) Visit(info.RootOf(unit), address, left, 0);
        if (left > 0) ScopesAt(FunctionIndex(unit).Find(address), address);
        left -= 100;
        Result<LineTable> lines = LineTable::Read(unit);
        if (!lines) continue;
        lines->FindRow(address);
        lines->PathOf(1);
        if (left < 0) break;
    }
    info.FindUnit(0x8000);
    return 0;
}
