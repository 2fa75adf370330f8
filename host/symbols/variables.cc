#include <ranges>

#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/origin.h"
#include "host/symbols/type_reader.h"

namespace faultbox {
namespace {

using namespace dwarf;

constexpr size_t kMostVariables = 20'000, kMostScopes = 20'000;
constexpr size_t kUsualVariables = 16, kUsualOfScope = 4;
constexpr int kDeepestNesting = 128;

bool IsVariable(const Die& die) {
    return die.tag() == DW_TAG_variable || die.tag() == DW_TAG_formal_parameter;
}

bool IsScope(const Die& die) {
    return die.tag() == DW_TAG_lexical_block || die.tag() == DW_TAG_inlined_subroutine;
}

/// DW_AT_const_value: the variable has this value wherever it is in scope. (DWARF 5, section 4.1, item 9)
Location ConstantLocation(const AttributeValue& value) {
    Location location;
    if (value.kind == AttributeValue::Kind::kConstant || value.kind == AttributeValue::Kind::kSigned) {
        location.kind = SimpleLocation::Kind::kValue;
        location.value = {SymbolicValue::Base::kConstant, kNoRegister, 0, value.value};
    } else if (value.kind == AttributeValue::Kind::kBlock) {
        location.kind = SimpleLocation::Kind::kBytes;
        location.bytes = value.block;
    } else {
        location.kind = SimpleLocation::Kind::kUnknown;
    }
    return location;
}

DeclaredVariable ReadDeclared(const SymbolFile& file, const Die& die, std::string_view function) {
    OriginChain chain(die);
    DeclaredVariable declared;
    Variable& variable = declared.variable;
    variable.name = chain.Name();
    if (variable.name.empty()) return declared;
    const Die typed = chain.HolderOf(DW_AT_type);
    variable.type = TypeReader::TypeOf(file, typed ? typed : die);
    variable.is_parameter = die.tag() == DW_TAG_formal_parameter;
    variable.function = function;
    // One of its own, else one that holds for every instance (a static variable, a constant).
    declared.location = chain.HolderOf(DW_AT_location);
    if (declared.location) return declared;
    std::optional<AttributeValue> constant = chain.HolderOf(DW_AT_const_value).Find(DW_AT_const_value);
    if (constant) variable.location = ConstantLocation(*constant);
    return declared;
}

/// Collects the variables of one function, as they are at an address.
class VariableReader {
  public:
    VariableReader(const SymbolFile& file, const Die& function, uint64_t address)
        : file_(file),
          state_(TypeReader::StateOf(file)),
          address_(address),
          context_(state_.ContextFor(function, address)) {
        variables_.reserve(kUsualVariables);
    }

    void AddScope(const Die& scope, std::string_view function, unsigned inline_depth) {
        for (const DeclaredVariable& declared : state_.DeclaredIn(file_, scope, function).variables) {
            if (variables_.size() >= kMostVariables) return;
            Variable& variable = variables_.emplace_back(declared.variable);
            variable.inline_depth = inline_depth;
            if (!declared.location) continue;
            variable.location = state_.LocationAt(declared.location, DW_AT_location, address_, context_);
        }
    }

    std::vector<Variable> Take() { return std::move(variables_); }

  private:
    const SymbolFile& file_;
    decltype(TypeReader::StateOf(file_)) state_;
    uint64_t address_;
    ExpressionContext context_;
    std::vector<Variable> variables_;
};

/// Collects what a function and all that is inlined into it declares.
class DeclarationReader {
  public:
    explicit DeclarationReader(const SymbolFile& file) : file_(file), state_(TypeReader::StateOf(file)) {}

    /// `scope` and all scopes in it.
    void AddTree(const Die& scope, std::string_view function, int depth) {
        const ScopeContent& content = state_.DeclaredIn(file_, scope, function);
        all_.append_range(content.variables | std::views::take(kMostVariables - all_.size()));
        if (depth == kDeepestNesting) return;
        const std::vector<Die> inner = content.scopes;  // `content` holds until the next question.
        for (const Die& child : inner) {
            // Siblings may lead back into children.
            if (scopes_left_ == 0 || all_.size() == kMostVariables) return;
            --scopes_left_;
            bool is_inlined = child.tag() == DW_TAG_inlined_subroutine;
            AddTree(child, is_inlined ? NameOf(child) : function, depth + 1);
        }
    }

    std::vector<DeclaredVariable> Take() { return std::move(all_); }

  private:
    const SymbolFile& file_;
    decltype(TypeReader::StateOf(file_)) state_;
    std::vector<DeclaredVariable> all_;
    size_t scopes_left_ = kMostScopes;
};

}  // namespace

const ScopeContent& SymbolFile::State::DeclaredIn(const SymbolFile& file, const Die& scope, std::string_view function) {
    return declared_.Get(scope.offset(), [&] {
        ScopeContent content;
        content.variables.reserve(kUsualOfScope);
        auto is_full = [&] { return content.variables.size() == kMostVariables; };
        for (Die child = scope.FirstChild(); child && !is_full(); child = child.NextSibling()) {
            if (IsScope(child) && content.scopes.size() < kMostScopes) content.scopes.push_back(child);
            if (!IsVariable(child)) continue;
            DeclaredVariable declared = ReadDeclared(file, child, function);
            if (!declared.variable.name.empty()) content.variables.push_back(std::move(declared));
        }
        return content;
    });
}

const std::vector<Variable>& SymbolFile::VariablesAt(uint64_t address) const {
    return state_->VariablesAt(*this, address);
}

std::vector<Variable> SymbolFile::State::FindVariables(const SymbolFile& file, uint64_t address) {
    const std::vector<Die> scopes = ScopesAt(address);
    if (scopes.empty()) return {};
    VariableReader reader(file, scopes.front(), address);
    unsigned inline_depth = 0;
    for (size_t index = scopes.size(); index-- > 0;) {
        size_t function = index;
        while (scopes[function].tag() == DW_TAG_lexical_block) --function;
        reader.AddScope(scopes[index], NameOf(scopes[function]), inline_depth);
        if (scopes[index].tag() == DW_TAG_inlined_subroutine) ++inline_depth;
    }
    return reader.Take();
}

const std::vector<DeclaredVariable>& SymbolFile::VariablesOf(uint64_t address) const {
    return state_->VariablesOf(*this, address);
}

std::vector<DeclaredVariable> SymbolFile::State::FindAllVariables(const SymbolFile& file, uint64_t address) {
    const std::vector<Die>& scopes = ScopesAt(address);
    if (scopes.empty()) return {};
    const Die function = scopes.front();
    DeclarationReader reader(file);
    reader.AddTree(function, NameOf(function), 0);
    return reader.Take();
}

std::vector<Variable> SymbolFile::ParametersOf(uint64_t address) const {
    std::vector<Die> scopes = state_->ScopesAt(address);
    if (scopes.empty()) return {};
    VariableReader reader(*this, scopes.front(), address);
    reader.AddScope(scopes.front(), NameOf(scopes.front()), 0);
    std::vector<Variable> variables = reader.Take();
    std::erase_if(variables, [](const Variable& variable) { return !variable.is_parameter; });
    return variables;
}

}  // namespace faultbox
