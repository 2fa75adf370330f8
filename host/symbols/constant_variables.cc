#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/origin.h"
#include "host/symbols/type_reader.h"

namespace faultbox {
namespace {

using namespace dwarf;

constexpr size_t kMostChildren = 500'000;
constexpr size_t kMostVariables = 4'096;

}  // namespace

std::vector<Variable> SymbolFile::NullPointersOfUnit(uint64_t code_address) const {
    std::vector<Variable> pointers;
    std::vector<Die> scopes = state_->ScopesAt(code_address);
    if (scopes.empty()) return pointers;
    size_t left = kMostChildren;
    const Die root = state_->Debug().RootOf(scopes.front().unit());
    for (Die child = root.FirstChild(); child && left > 0; child = child.NextSibling(), --left) {
        if (child.tag() != DW_TAG_variable || child.Unsigned(DW_AT_const_value) != 0) continue;
        Variable variable;
        variable.name = NameOf(child);
        variable.type = TypeReader::TypeOf(*this, child);
        if (variable.name.empty() || !variable.type.Complete().is_pointer()) continue;
        pointers.push_back(std::move(variable));
        if (pointers.size() == kMostVariables) break;
    }
    return pointers;
}

}  // namespace faultbox
