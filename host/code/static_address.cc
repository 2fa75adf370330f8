#include "host/code/static_address.h"

#include <algorithm>

#include "arch/common/bits.h"
#include "arch/common/byte_reader.h"
#include "host/code/wrapped.h"

namespace faultbox {
namespace {

constexpr int kDeepest = 4;
constexpr uint64_t kPage = 4096;

// What a relocation makes of its field, by the ABI supplements (AAELF32, AAELF64, psABI of i386 and x86-64).
enum class Form : uint8_t {
    kOther,
    kAbsolute,   ///< S + A
    kRelative,   ///< S + A - P
    kPage,       ///< Page(S + A): adrp
    kLowPart,    ///< The low 12 bits of S + A
    kLowHalf,    ///< The low 16 bits of S + A: movw
    kUpperHalf,  ///< The high 16 bits of S + A: movt
};

struct FormOf {
    Arch arch;
    uint32_t type;
    Form form;
};

constexpr FormOf kForms[] = {
    {Arch::kX86_64, 2, Form::kRelative},   // R_X86_64_PC32
    {Arch::kX86_64, 10, Form::kAbsolute},  // R_X86_64_32
    {Arch::kX86_64, 11, Form::kAbsolute},  // R_X86_64_32S
    {Arch::kX86_64, 1, Form::kAbsolute},   // R_X86_64_64
    {Arch::kI386, 1, Form::kAbsolute},     // R_386_32
    {Arch::kArm, 2, Form::kAbsolute},      // R_ARM_ABS32
    {Arch::kArm, 43, Form::kLowHalf},      // R_ARM_MOVW_ABS_NC
    {Arch::kArm, 44, Form::kUpperHalf},    // R_ARM_MOVT_ABS
    {Arch::kArm, 47, Form::kLowHalf},      // R_ARM_THM_MOVW_ABS_NC
    {Arch::kArm, 48, Form::kUpperHalf},    // R_ARM_THM_MOVT_ABS
    {Arch::kArm64, 274, Form::kAbsolute},  // R_AARCH64_ADR_PREL_LO21: what is decoded is the sum
    {Arch::kArm64, 275, Form::kPage},      // R_AARCH64_ADR_PREL_PG_HI21
    {Arch::kArm64, 276, Form::kPage},      // R_AARCH64_ADR_PREL_PG_HI21_NC
    {Arch::kArm64, 277, Form::kLowPart},   // R_AARCH64_ADD_ABS_LO12_NC
    {Arch::kArm64, 278, Form::kLowPart},   // R_AARCH64_LDST8_ABS_LO12_NC
    {Arch::kArm64, 284, Form::kLowPart},   // R_AARCH64_LDST16_ABS_LO12_NC
    {Arch::kArm64, 285, Form::kLowPart},   // R_AARCH64_LDST32_ABS_LO12_NC
    {Arch::kArm64, 286, Form::kLowPart},   // R_AARCH64_LDST64_ABS_LO12_NC
    {Arch::kArm64, 299, Form::kLowPart},   // R_AARCH64_LDST128_ABS_LO12_NC
};

Form FormOfReference(Arch arch, const CodeReference& reference) {
    auto found =
        std::ranges::find_if(kForms, [&](const FormOf& f) { return f.arch == arch && f.type == reference.type; });
    return found == std::end(kForms) ? Form::kOther : found->form;
}

// S + A, with `field` what the field holds of the addend.
FixedPlace PlaceOf(const CodeReference& reference, int64_t field) {
    int64_t addend = AddWrapped(reference.addend, field);
    if (!reference.is_defined) return {.address = std::nullopt, .symbol = reference.symbol, .offset = addend};
    uint64_t address = reference.symbol_address + static_cast<uint64_t>(addend);
    return {.address = address, .symbol = addend == 0 ? reference.symbol : std::string_view()};
}

bool SamePage(const FixedPlace& page, const FixedPlace& place) {
    if (page.address && place.address) return *page.address / kPage == *place.address / kPage;
    return !page.address && !place.address && page.symbol == place.symbol;
}

FixedPlace Moved(FixedPlace place, int64_t by) {
    if (by == 0) return place;
    if (place.address) {
        *place.address += static_cast<uint64_t>(by);
        place.symbol = {};
    }
    place.offset = AddWrapped(place.offset, by);
    return place;
}

FixedPlace Constant(int64_t value) {
    return {.address = static_cast<uint64_t>(value), .symbol = {}};
}

FixedPlace PageOf(const CodeReference& reference) {
    FixedPlace page = PlaceOf(reference, 0);
    page.is_page = true;
    return page;
}

}  // namespace

// A number is an address where one of the file's data sections holds it.
std::optional<FixedPlace> FixedPlaces::Checked(std::optional<FixedPlace> place) const {
    if (!place || place->is_page) return std::nullopt;
    if (!place->address) return place;
    place->address = WrapToPointer(*place->address, arch_);
    bool is_data = !file_.SectionAt(*place->address).empty() && !file_.IsCode(*place->address);
    return is_data ? place : std::nullopt;
}

std::optional<FixedPlace> FixedPlaces::Literal(uint64_t address) const {
    Result<Bytes> word = file_.ReadImage(address, 4);
    if (!word || word->size() < 4) return std::nullopt;
    int64_t value = static_cast<int64_t>(ByteReader(*word, std::endian::little).Unsigned(4));
    const CodeReference* reference = code_.ReferenceIn(address, 4);
    if (reference == nullptr) return Constant(value);
    if (FormOfReference(arch_.arch, *reference) != Form::kAbsolute) return std::nullopt;
    return PlaceOf(*reference, value);
}

std::optional<FixedPlace> FixedPlaces::BeforeOf(size_t index, RegisterId reg, int depth) const {
    Definition definition = code_.FindDefinition(index, reg);
    if (definition.kind != Definition::Kind::kInstruction) return std::nullopt;
    return WrittenBy(definition.index, reg, depth + 1);
}

std::optional<FixedPlace> FixedPlaces::WrittenBy(size_t index, RegisterId reg, int depth) const {
    const FunctionCode::Entry& entry = code_[index];
    const Instruction& instruction = entry.instruction;
    if (depth > kDeepest || instruction.conditional) return std::nullopt;
    const bool is_load = instruction.operation == Operation::kLoad;
    if (is_load && arch_.arch == Arch::kArm && !instruction.memory.empty()) {
        const MemoryAccess& access = instruction.memory[0];
        bool is_literal = access.pc_relative && access.size_bytes == 4 && access.data == reg && access.count == 1;
        return is_literal ? Literal(static_cast<uint64_t>(access.displacement)) : std::nullopt;
    }
    if (is_load || instruction.narrow || instruction.destination != reg) return std::nullopt;
    const CodeReference* reference = code_.ReferenceIn(entry.address, instruction.length);
    const Form form = reference == nullptr ? Form::kOther : FormOfReference(arch_.arch, *reference);
    if (reference != nullptr && form == Form::kOther) return std::nullopt;
    const int64_t field = arch_.arch == Arch::kArm64 ? 0 : instruction.immediate;
    switch (instruction.operation) {
        case Operation::kMove:
            return BeforeOf(index, instruction.source, depth);
        case Operation::kMoveImmediate:
            if (reference == nullptr) return Constant(instruction.immediate);
            if (form == Form::kPage) return PageOf(*reference);
            if (form == Form::kRelative) return PlaceOf(*reference, field - static_cast<int64_t>(reference->address));
            if (form == Form::kLowHalf) return PlaceOf(*reference, SignExtend(static_cast<uint64_t>(field), 16));
            return PlaceOf(*reference, field);
        case Operation::kMoveTop: {
            std::optional<FixedPlace> low;
            if (form == Form::kUpperHalf) {
                low = BeforeOf(index, reg, depth);
                FixedPlace here = PlaceOf(*reference, SignExtend(static_cast<uint64_t>(field), 16));
                bool same = low && low->address == here.address && low->symbol == here.symbol;
                return same ? low : std::nullopt;
            }
            Definition definition = code_.FindDefinition(index, reg);
            if (reference != nullptr || definition.kind != Definition::Kind::kInstruction) return std::nullopt;
            const Instruction& first = code_[definition.index].instruction;
            bool is_pair = arch_.arch == Arch::kArm && first.operation == Operation::kMoveImmediate &&
                           !first.conditional && first.immediate >= 0 && first.immediate <= 0xffff;
            if (!is_pair) return std::nullopt;
            return Constant(instruction.immediate << 16 | first.immediate);
        }
        case Operation::kAdd: {
            if (instruction.source2 != kNoRegister) return std::nullopt;
            std::optional<FixedPlace> base = BeforeOf(index, instruction.source, depth);
            if (!base) return std::nullopt;
            if (reference == nullptr && !base->is_page) return Moved(*base, instruction.immediate);
            if (form != Form::kLowPart) return std::nullopt;
            FixedPlace place = PlaceOf(*reference, 0);
            return SamePage(*base, place) ? std::optional(place) : std::nullopt;
        }
        default:
            return std::nullopt;
    }
}

std::optional<FixedPlace> FixedPlaces::WrittenBy(size_t index, RegisterId reg) const {
    return Checked(WrittenBy(index, reg, 0));
}

std::optional<FixedPlace> FixedPlaces::AccessedBy(size_t index, const MemoryAccess& access) const {
    const FunctionCode::Entry& entry = code_[index];
    if (access.index != kNoRegister || access.index_unknown) return std::nullopt;
    const CodeReference* reference = code_.ReferenceIn(entry.address, entry.instruction.length);
    const Form form = reference == nullptr ? Form::kOther : FormOfReference(arch_.arch, *reference);
    const int64_t displacement = access.write_back == WriteBack::kAfter ? 0 : access.displacement;
    if (access.base == kNoRegister) {
        if (reference == nullptr) return Checked(Constant(displacement));
        if (access.pc_relative && form == Form::kRelative) {
            return Checked(PlaceOf(*reference, displacement - static_cast<int64_t>(reference->address)));
        }
        bool is_place = !access.pc_relative && form == Form::kAbsolute;
        return is_place ? Checked(PlaceOf(*reference, displacement)) : std::nullopt;
    }
    if (access.base == arch_.sp || IsX86(arch_.arch)) return std::nullopt;
    std::optional<FixedPlace> base = BeforeOf(index, access.base, 0);
    if (!base) return std::nullopt;
    if (reference == nullptr) return base->is_page ? std::nullopt : Checked(Moved(*base, displacement));
    FixedPlace place = PlaceOf(*reference, 0);
    return form == Form::kLowPart && SamePage(*base, place) ? Checked(place) : std::nullopt;
}

// Without a relocation a number is an address only where the file is linked, and per-CPU variables are linked at small
// numbers.
std::optional<FixedPlace> FixedPlaces::TableOf(size_t index, const MemoryAccess& access) const {
    bool has_index = access.base != kNoRegister || access.index != kNoRegister;
    if (!IsX86(arch_.arch) || !has_index || access.segment != kNoRegister || access.pc_relative) return std::nullopt;
    const FunctionCode::Entry& entry = code_[index];
    const CodeReference* reference = code_.ReferenceIn(entry.address, entry.instruction.length);
    if (reference != nullptr) {
        bool is_place = FormOfReference(arch_.arch, *reference) == Form::kAbsolute;
        return is_place ? Checked(PlaceOf(*reference, access.displacement)) : std::nullopt;
    }
    if (file_.identity().is_relocatable) return std::nullopt;
    std::optional<FixedPlace> place = Checked(Constant(access.displacement));
    bool is_per_cpu = place && file_.SectionAt(*place->address).starts_with(".data..percpu");
    return is_per_cpu ? std::nullopt : place;
}

std::optional<StaticVariable> FixedPlaces::VariableAt(size_t index, const FixedPlace& place) const {
    std::string_view name = place.symbol;
    int64_t offset = place.offset;
    if (place.address) {
        std::optional<Symbol> symbol = file_.FindSymbol(*place.address);
        if (symbol && symbol->kind == Symbol::Kind::kFunction) return std::nullopt;
        name = symbol && !symbol->name.starts_with('.') ? symbol->name : std::string_view();
        offset = symbol ? static_cast<int64_t>(*place.address - symbol->address) : 0;
    }
    std::optional<Variable> variable = file_.StaticVariable(code_[index].address, place.address, name);
    if (!variable) return std::nullopt;
    StaticVariable found{.name = std::string(variable->name), .type = variable->type};
    bool has_place = variable->location.kind == dwarf::SimpleLocation::Kind::kMemory;
    found.offset =
        has_place && place.address ? static_cast<int64_t>(*place.address - variable->location.value.offset) : offset;
    found.is_per_cpu = place.address && file_.SectionAt(*place.address).starts_with(".data..percpu");
    return found;
}

}  // namespace faultbox
