#include "host/dwarf/function_index.h"

#include <algorithm>

#include "host/dwarf/dwarf_constants.h"

namespace faultbox::dwarf {
namespace {

constexpr int kDeepestNesting = 32;
constexpr size_t kDeepestScopes = 256, kUsualScopes = 4;

bool HoldsFunctions(uint16_t tag) {
    return tag == DW_TAG_namespace || tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
           tag == DW_TAG_union_type || tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block;
}

bool HasCode(const Die& die) {
    return die.Has(DW_AT_ranges) || die.Has(DW_AT_high_pc);
}

/// The block or inlined function among `parent`'s children that holds `address`. A block without code of its own is a
/// grouping that may hold some further down.
Die FindInnerScope(const Die& parent, uint64_t address, uint64_t& ranges_left) {
    Die grouping;
    for (Die child = parent.FirstChild(); child; child = child.NextSibling()) {
        bool is_block = child.tag() == DW_TAG_lexical_block;
        if (!is_block && child.tag() != DW_TAG_inlined_subroutine) continue;
        if (HoldsAddress(child, address, ranges_left)) return child;
        if (is_block && !grouping && !HasCode(child)) grouping = child;
    }
    return grouping;
}

}  // namespace

bool IsFlatLanguage(const Unit& unit) {
    switch (unit.info->RootDataOf(unit).language) {
        case DW_LANG_C89:
        case DW_LANG_C:
        case DW_LANG_C99:
        case DW_LANG_C11:
        case DW_LANG_C17:
        case DW_LANG_Mips_Assembler:
            return true;
        default:
            return false;
    }
}

FunctionIndex::FunctionIndex(const Unit& unit) : unit_(&unit) {
    uint64_t dies_left = unit.end - unit.first_die;
    Collect(unit.info->RootOf(unit), !IsFlatLanguage(unit), 0, dies_left);
    std::ranges::stable_sort(own_, {}, [](const Entry& entry) { return entry.range.begin; });
    entries_ = own_;
}

// A DIE takes a byte at least: `dies_left` ends only where siblings lead back into children.
void FunctionIndex::Collect(const Die& parent, bool descend, int depth, uint64_t& dies_left) {
    for (Die child = parent.FirstChild(); child && dies_left > 0; child = child.NextSibling(), --dies_left) {
        if (child.tag() == DW_TAG_subprogram) {
            for (AddressRange range : RangesOf(child)) own_.push_back({range, child.offset()});
        }
        if (descend && depth < kDeepestNesting && HoldsFunctions(child.tag()))
            Collect(child, true, depth + 1, dies_left);
    }
}

Die FunctionIndex::Find(uint64_t address) const {
    auto next = std::ranges::upper_bound(entries_, address, {}, [](const Entry& entry) { return entry.range.begin; });
    for (int tries = 0; tries < 8 && next != entries_.begin(); ++tries) {
        --next;
        if (!next->range.Holds(address)) continue;
        Die function = Die::At(*unit_, next->function - unit_->section_base);
        if (function.tag() == DW_TAG_subprogram) return function;
    }
    return {};
}

std::vector<Die> ScopesAt(const Die& function, uint64_t address) {
    std::vector<Die> scopes;
    if (!function) return scopes;
    scopes.reserve(kUsualScopes);
    // An entry takes a byte at least, and every scope has a list of its own.
    const DebugSections& sections = *function.unit().sections;
    uint64_t ranges_left = uint64_t{sections.ranges.size()} + sections.rnglists.size();
    Die scope = function;
    for (; scope && scopes.size() < kDeepestScopes; scope = FindInnerScope(scope, address, ranges_left)) {
        scopes.push_back(scope);
    }
    return scopes;
}

}  // namespace faultbox::dwarf
