#include "host/symbols/btf_arguments.h"

#include <algorithm>
#include <span>

#include "arch/registry_analysis.h"
#include "host/symbols/btf_reader.h"

namespace faultbox {
namespace {

std::span<const RegisterId> ArgumentRegisters(Arch arch) {
    const ArchAnalysis* analysis = FindArchAnalysis(arch);
    return analysis != nullptr && analysis->arguments_always ? analysis->arguments : std::span<const RegisterId>();
}

/// The one type of the functions of that name; nothing where several differ.
std::optional<btf::Type> PrototypeOf(BtfTypes& types, std::string_view name) {
    std::optional<btf::Type> prototype;
    for (const btf::Type& type : types.Names().Find(name)) {
        if (type.kind != btf::Kind::kFunction) continue;
        if (prototype && prototype->id != type.target) return std::nullopt;
        prototype = types.Table()->At(type.target);
    }
    return prototype;
}

bool IsPlain(const TypeRef& type) {
    TypeKind kind = type.kind();
    return kind == TypeKind::kBase || kind == TypeKind::kPointer || kind == TypeKind::kEnum;
}

/// Puts arguments into registers one after another, as long as each takes one.
class ArgumentPlacer {
  public:
    ArgumentPlacer(const SymbolFile& file, const ArchInfo& arch, const Symbol& function)
        : file_(file), arch_(arch), function_(function), registers_(ArgumentRegisters(arch.arch)) {}

    std::vector<Variable> Place(const btf::TypeTable& table, const btf::Type& prototype) const {
        std::vector<Variable> variables;
        // A structure that is returned may take the first register for its address.
        TypeRef result = BtfReader::Make(file_, table, prototype.target).Complete();
        if (!IsPlain(result) && result.kind() != TypeKind::kVoid) return variables;
        for (const btf::Parameter& parameter : table.ParametersOf(prototype)) {
            TypeRef type = BtfReader::Make(file_, table, parameter.type);
            TypeRef complete = type.Complete();
            std::optional<uint64_t> size = complete.Size();
            bool takes_one = IsPlain(complete) && size && *size <= arch_.pointer_size && !IsFloat(table, complete);
            if (variables.size() == registers_.size() || !takes_one) break;
            variables.push_back(Make(parameter, type, registers_[variables.size()]));
        }
        return variables;
    }

  private:
    static bool IsFloat(const btf::TypeTable& table, const TypeRef& type) {
        return table.At(static_cast<btf::TypeId>(type.id())).kind == btf::Kind::kFloat;
    }

    Variable Make(const btf::Parameter& parameter, const TypeRef& type, RegisterId reg) const {
        Variable variable;
        variable.name = parameter.name;
        variable.type = type;
        variable.location.kind = dwarf::SimpleLocation::Kind::kRegister;
        const auto dwarf_register = static_cast<uint16_t>(arch_.registers[reg].dwarf);
        variable.location.value = {dwarf::SymbolicValue::Base::kRegister, reg, dwarf_register, 0};
        variable.is_parameter = true;
        variable.function = function_.name;
        variable.is_by_convention = true;
        return variable;
    }

    const SymbolFile& file_;
    const ArchInfo& arch_;
    const Symbol& function_;
    std::span<const RegisterId> registers_;
};

}  // namespace

std::vector<Variable> BtfArgumentsAt(const SymbolFile& file, BtfTypes& types, uint64_t address) {
    const ArchInfo* arch = file.identity().arch;
    std::optional<Symbol> function = file.FindSymbol(address);
    if (arch == nullptr || !function || function->address != address || !file.IsCode(address)) return {};
    // BTF says which name has which type, not which of several functions of a name.
    if (file.FindFunction(function->name).size() != 1) return {};
    std::optional<btf::Type> prototype = PrototypeOf(types, function->name);
    if (!prototype) return {};
    return ArgumentPlacer(file, *arch, *function).Place(*types.Table(), *prototype);
}

}  // namespace faultbox
