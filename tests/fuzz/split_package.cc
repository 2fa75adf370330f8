// Any bytes as a program with skeleton units and its .dwp file, two ELF files one behind the other: four bytes of
// length stand before the first.

#include "host/dwarf/split_package.h"

#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/function_index.h"
#include "host/dwarf/line_table.h"
#include "host/dwarf/location_list.h"
#include "host/symbols/debug_sections.h"

namespace {

using namespace faultbox;
using namespace faultbox::dwarf;

void Ask(const DebugInfo& info, const Unit& unit) {
    const UnitRoot& root = info.RootDataOf(unit);
    uint64_t address = root.low_pc.value_or(0);
    int left = 500;
    for (Die die = info.RootOf(unit).FirstChild(); die && left > 0; die = die.NextSibling(), --left) {
        RangesOf(die);
        (void)ExpressionAt(die, DW_AT_frame_base, address);
        die.String(DW_AT_name);
        die.Reference(DW_AT_type);
        for (Die child = die.FirstChild(); child && left > 0; child = child.NextSibling(), --left) {
            (void)ExpressionAt(child, DW_AT_location, address);
        }
    }
    (void)LineTable::Read(unit);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size > 65'536) return 0;
    ByteReader reader(Bytes(data, size));
    Bytes program = reader.Take(std::min<uint64_t>(reader.U32(), reader.remaining()));
    auto elf = elf::ElfFile::Parse(program);
    auto package_elf = elf::ElfFile::Parse(reader.Take(reader.remaining()));
    if (!elf || !package_elf) return 0;
    DebugInfo info(LoadDebugSections(**elf));
    SplitPackage package{LoadDebugSections(**package_elf, ".dwo"), LoadDebugSection(**package_elf, "cu_index"),
                         LoadDebugSection(**package_elf, "tu_index")};
    info.AddPackage(package.all, ContributionsOf(package));
    info.BindSplitUnits();
    info.MissingSplitUnits();
    int left = 32;
    for (const Unit& unit : info.units()) {
        if (left-- == 0) break;
        Ask(info, unit);
    }
    info.FindUnit(0x201000);
    return 0;
}
