#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/origin.h"
#include "host/symbols/type_reader.h"

namespace faultbox {
namespace {

using namespace dwarf;

constexpr size_t kMostChildren = 500'000;

// Where a variable of fixed address lies; nullopt where it has no such place.
std::optional<uint64_t> FixedAddress(const Location& location) {
    bool is_fixed = location.kind == SimpleLocation::Kind::kMemory && location.pieces.empty() &&
                    location.value.base == SymbolicValue::Base::kConstant;
    return is_fixed ? std::optional(location.value.offset) : std::nullopt;
}

bool Holds(const Location& location, const TypeRef& type, uint64_t address) {
    std::optional<uint64_t> begin = FixedAddress(location);
    return begin && address >= *begin && address - *begin < type.Size().value_or(0);
}

Variable At(const DeclaredVariable& declared, Location location) {
    Variable variable = declared.variable;
    variable.location = std::move(location);
    return variable;
}

/// Looks through what a unit declares outside of functions.
class UnitSearch {
  public:
    UnitSearch(const SymbolFile& file, std::optional<uint64_t> address, std::string_view symbol)
        : file_(file), state_(TypeReader::StateOf(file)), address_(address), symbol_(symbol) {}

    std::optional<Variable> Find(const Die& root, uint64_t code_address, const ExpressionContext& context) {
        std::optional<Variable> named;
        size_t left = kMostChildren;
        for (Die child = root.FirstChild(); child && left > 0; child = child.NextSibling(), --left) {
            if (child.tag() != DW_TAG_variable) continue;
            Location location = state_.LocationAt(child, DW_AT_location, code_address, context);
            std::optional<uint64_t> begin = FixedAddress(location);
            if (begin && (!address_ || *address_ < *begin)) continue;
            std::string_view name = NameOf(child);
            if (name.empty() || (!begin && name != symbol_)) continue;
            Variable variable = Read(child, name, location);
            if (begin && Holds(location, variable.type, *address_)) return variable;
            if (!begin && !symbol_.empty()) named = std::move(variable);
        }
        return named;
    }

  private:
    Variable Read(const Die& die, std::string_view name, const Location& location) {
        Variable variable;
        variable.name = name;
        variable.type = TypeReader::TypeOf(file_, die);
        variable.location = location;
        return variable;
    }

    const SymbolFile& file_;
    decltype(TypeReader::StateOf(file_)) state_;
    std::optional<uint64_t> address_;
    std::string_view symbol_;
};

}  // namespace

std::optional<Variable> SymbolFile::StaticVariable(uint64_t code_address, std::optional<uint64_t> address,
                                                   std::string_view symbol) const {
    const std::vector<Die>& scopes = state_->ScopesAt(code_address);
    if (scopes.empty()) return std::nullopt;
    const Die function = scopes.front();
    const ExpressionContext context = state_->ContextFor(function, code_address);
    if (address) {
        for (const DeclaredVariable& declared : VariablesOf(code_address)) {
            if (!declared.location) continue;
            Location location = state_->LocationAt(declared.location, DW_AT_location, code_address, context);
            if (Holds(location, declared.variable.type, *address)) return At(declared, std::move(location));
        }
    }
    return UnitSearch(*this, address, symbol).Find(state_->Debug().RootOf(function.unit()), code_address, context);
}

}  // namespace faultbox
