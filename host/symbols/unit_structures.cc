#include "host/dwarf/dwarf_constants.h"
#include "host/symbols/type_reader.h"

namespace faultbox {
namespace {

using namespace dwarf;

constexpr size_t kMostChildren = 500'000;

bool IsDefinition(const Die& die) {
    const bool is_aggregate = die.tag() == DW_TAG_structure_type || die.tag() == DW_TAG_union_type;
    return is_aggregate && !die.Find(DW_AT_declaration) && !die.Find(DW_AT_signature);
}

}  // namespace

std::vector<TypeRef> SymbolFile::StructuresOfUnit(uint64_t code_address) const {
    std::vector<TypeRef> structures;
    std::vector<Die> scopes = state_->ScopesAt(code_address);
    if (scopes.empty()) return structures;
    size_t left = kMostChildren;
    const Die root = state_->Debug().RootOf(scopes.front().unit());
    for (Die child = root.FirstChild(); child && left > 0; child = child.NextSibling(), --left) {
        if (IsDefinition(child)) structures.push_back(TypeReader::Make(*this, child));
    }
    return structures;
}

}  // namespace faultbox
