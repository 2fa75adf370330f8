#include "host/dwarf/origin.h"

#include "host/dwarf/dwarf_constants.h"

namespace faultbox::dwarf {

void OriginChain::Append(const Die& die) {
    is_whole_ = !die || !dies_.Append(die);
}

bool OriginChain::Extend() {
    if (is_whole_) return false;
    const Die& last = dies_.back();
    const Die origin = last.Reference(DW_AT_abstract_origin);
    Append(origin ? origin : last.Reference(DW_AT_specification));
    return !is_whole_;
}

Die OriginChain::HolderOf(uint16_t attribute) {
    for (size_t at = 0; at < dies_.size() || Extend(); ++at) {
        if (dies_[at].Has(attribute)) return dies_[at];
    }
    return {};
}

std::string_view OriginChain::Name() {
    return HolderOf(DW_AT_name).String(DW_AT_name);
}

std::string_view OriginChain::LinkageName() {
    for (uint16_t attribute : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name}) {
        if (Die holder = HolderOf(attribute)) return holder.String(attribute);
    }
    return Name();
}

Die FindHolder(const Die& die, uint16_t attribute) {
    return OriginChain(die).HolderOf(attribute);
}

std::string_view NameOf(const Die& die) {
    return OriginChain(die).Name();
}

}  // namespace faultbox::dwarf
