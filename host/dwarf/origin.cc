#include "host/dwarf/origin.h"

#include "host/dwarf/dwarf_constants.h"

namespace faultbox::dwarf {

Die FindHolder(const Die& start, uint16_t attribute) {
    Die die = start;
    for (int steps = 0; die && steps < 16; ++steps) {
        if (die.Has(attribute)) return die;
        Die origin = die.Reference(DW_AT_abstract_origin);
        die = origin ? origin : die.Reference(DW_AT_specification);
    }
    return {};
}

std::string_view NameOf(const Die& die) {
    return FindHolder(die, DW_AT_name).String(DW_AT_name);
}

std::string_view LinkageNameOf(const Die& die) {
    for (uint16_t attribute : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name}) {
        if (Die holder = FindHolder(die, attribute)) return holder.String(attribute);
    }
    return NameOf(die);
}

}  // namespace faultbox::dwarf
