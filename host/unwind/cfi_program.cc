#include <algorithm>
#include <optional>

#include "host/unwind/cfi_constants.h"
#include "host/unwind/cfi_row.h"

namespace faultbox::unwind {
namespace {

using Kind = RegisterRule::Kind;

// Above what any CPU of ours has in its DWARF register table (ARM: 16 + 32 VFP and some).
constexpr size_t kMostRules = 128;
constexpr size_t kDeepestState = 64;

// Interprets call frame instructions. Errors stay in the reader.
class Program {
  public:
    Program(const CfiSection& section, const Fde& fde, uint64_t target)
        : section_(section), cie_(*fde.cie), target_(target), location_(fde.begin) {}

    void Run(Bytes instructions, uint64_t offset);
    void EndInitial() { initial_ = row_; }
    const std::optional<Error>& error() const { return error_; }
    UnwindRow row() const { return row_; }

  private:
    void Step(ByteReader& reader);
    void Extended(ByteReader& reader, uint8_t operation);
    void DefineCfa(ByteReader& reader, uint8_t operation);
    void Save(ByteReader& reader, uint8_t operation);
    void State(ByteReader& reader, uint8_t operation);
    void Advance(ByteReader& reader, uint64_t delta);
    void Set(ByteReader& reader, uint64_t reg, const RegisterRule& rule);
    void SetCfaOffset(ByteReader& reader, int64_t offset);
    int64_t Factored(uint64_t value) const {
        return static_cast<int64_t>(value * static_cast<uint64_t>(cie_.data_alignment));
    }
    int64_t FactoredSigned(ByteReader& reader) const { return Factored(static_cast<uint64_t>(reader.Sleb128())); }
    Bytes Block(ByteReader& reader) const {
        uint64_t size = reader.Uleb128();
        return reader.Take(size);
    }

    const CfiSection& section_;
    const Cie& cie_;
    uint64_t target_;
    uint64_t location_;
    uint64_t base_ = 0;  // Link address of the first instruction.
    bool arrived_ = false;
    UnwindRow row_;
    UnwindRow initial_;
    std::vector<UnwindRow> states_;
    std::optional<Error> error_;
};

void Program::Run(Bytes instructions, uint64_t offset) {
    base_ = section_.address + offset;
    ByteReader reader(instructions, section_.order);
    while (reader.ok() && !reader.at_end() && !arrived_) Step(reader);
    if (!reader.ok() && !error_) error_ = Error{reader.error().code, reader.error().what, offset + reader.offset()};
}

void Program::Step(ByteReader& reader) {
    uint8_t byte = reader.U8();
    uint64_t operand = byte & kCfaOperandMask;
    switch (byte & kCfaHighMask) {
        case DW_CFA_advance_loc:
            return Advance(reader, operand * cie_.code_alignment);
        case DW_CFA_offset:
            return Set(reader, operand, {.kind = Kind::kOffset, .offset = Factored(reader.Uleb128())});
        case DW_CFA_restore:
            return Set(reader, operand, initial_.Of(operand));
        default:
            return Extended(reader, byte);
    }
}

void Program::Extended(ByteReader& reader, uint8_t operation) {
    switch (operation) {
        case DW_CFA_nop:
            return;
        case DW_CFA_set_loc: {
            uint8_t encoding = section_.is_eh_frame ? cie_.pointer_encoding : uint8_t{DW_EH_PE_absptr};
            return Advance(reader, ReadEncodedPointer(reader, encoding, base_, cie_.address_size) - location_);
        }
        case DW_CFA_advance_loc1:
            return Advance(reader, reader.U8() * cie_.code_alignment);
        case DW_CFA_advance_loc2:
            return Advance(reader, reader.U16() * cie_.code_alignment);
        case DW_CFA_advance_loc4:
            return Advance(reader, reader.U32() * cie_.code_alignment);
        case DW_CFA_MIPS_advance_loc8:
            return Advance(reader, reader.U64() * cie_.code_alignment);
        case DW_CFA_GNU_args_size:  // Arguments on the stack: matters to exceptions only.
            reader.Uleb128();
            return;
        case DW_CFA_remember_state:
        case DW_CFA_restore_state:
        case DW_CFA_AARCH64_negate_ra_state:
            return State(reader, operation);
        case DW_CFA_def_cfa:
        case DW_CFA_def_cfa_sf:
        case DW_CFA_def_cfa_register:
        case DW_CFA_def_cfa_offset:
        case DW_CFA_def_cfa_offset_sf:
        case DW_CFA_def_cfa_expression:
            return DefineCfa(reader, operation);
        default:
            return Save(reader, operation);
    }
}

void Program::State(ByteReader& reader, uint8_t operation) {
    if (operation == DW_CFA_AARCH64_negate_ra_state) {
        row_.is_return_address_signed = !row_.is_return_address_signed;
    } else if (operation == DW_CFA_remember_state) {
        if (states_.size() == kDeepestState) return reader.Fail(ErrorCode::kLimit, "too many remembered states");
        states_.push_back(row_);
    } else {
        if (states_.empty()) return reader.Fail(ErrorCode::kMalformed, "no state was remembered");
        row_ = std::move(states_.back());
        states_.pop_back();
    }
}

void Program::DefineCfa(ByteReader& reader, uint8_t operation) {
    switch (operation) {
        case DW_CFA_def_cfa:
            row_.cfa = {.kind = CfaRule::Kind::kRegister, .reg = reader.Uleb128()};
            return SetCfaOffset(reader, static_cast<int64_t>(reader.Uleb128()));
        case DW_CFA_def_cfa_sf:
            row_.cfa = {.kind = CfaRule::Kind::kRegister, .reg = reader.Uleb128()};
            return SetCfaOffset(reader, FactoredSigned(reader));
        case DW_CFA_def_cfa_register:
            if (row_.cfa.kind != CfaRule::Kind::kRegister) {
                return reader.Fail(ErrorCode::kMalformed, "the CFA has no offset to keep");
            }
            row_.cfa.reg = reader.Uleb128();
            return;
        case DW_CFA_def_cfa_offset:
            return SetCfaOffset(reader, static_cast<int64_t>(reader.Uleb128()));
        case DW_CFA_def_cfa_offset_sf:
            return SetCfaOffset(reader, FactoredSigned(reader));
        default:
            row_.cfa = {.kind = CfaRule::Kind::kExpression, .expression = Block(reader)};
    }
}

void Program::SetCfaOffset(ByteReader& reader, int64_t offset) {
    if (row_.cfa.kind != CfaRule::Kind::kRegister) {
        return reader.Fail(ErrorCode::kMalformed, "the CFA has no register to keep");
    }
    row_.cfa.offset = offset;
}

void Program::Save(ByteReader& reader, uint8_t operation) {
    uint64_t reg = reader.Uleb128();
    switch (operation) {
        case DW_CFA_offset_extended:
            return Set(reader, reg, {.kind = Kind::kOffset, .offset = Factored(reader.Uleb128())});
        case DW_CFA_offset_extended_sf:
            return Set(reader, reg, {.kind = Kind::kOffset, .offset = FactoredSigned(reader)});
        case DW_CFA_GNU_negative_offset_extended:
            return Set(reader, reg, {.kind = Kind::kOffset, .offset = Factored(0 - reader.Uleb128())});
        case DW_CFA_val_offset:
            return Set(reader, reg, {.kind = Kind::kValueOffset, .offset = Factored(reader.Uleb128())});
        case DW_CFA_val_offset_sf:
            return Set(reader, reg, {.kind = Kind::kValueOffset, .offset = FactoredSigned(reader)});
        case DW_CFA_restore_extended:
            return Set(reader, reg, initial_.Of(reg));
        case DW_CFA_undefined:
            return Set(reader, reg, {.kind = Kind::kUndefined});
        case DW_CFA_same_value:
            return Set(reader, reg, {.kind = Kind::kSameValue});
        case DW_CFA_register:
            return Set(reader, reg, {.kind = Kind::kRegister, .reg = reader.Uleb128()});
        case DW_CFA_expression:
            return Set(reader, reg, {.kind = Kind::kExpression, .expression = Block(reader)});
        case DW_CFA_val_expression:
            return Set(reader, reg, {.kind = Kind::kValueExpression, .expression = Block(reader)});
        default:
            reader.Fail(ErrorCode::kUnsupported, "call frame instruction is not known");
    }
}

void Program::Advance(ByteReader& reader, uint64_t delta) {
    if (!reader.ok()) return;
    if (delta > target_ - location_) {
        arrived_ = true;
    } else {
        location_ += delta;
    }
}

void Program::Set(ByteReader& reader, uint64_t reg, const RegisterRule& rule) {
    if (!row_.Set(reg, rule)) reader.Fail(ErrorCode::kLimit, "rules for too many registers");
}

}  // namespace

RegisterRule UnwindRow::Of(uint64_t reg) const {
    auto found = std::ranges::find(rules_, reg, &Entry::reg);
    return found == rules_.end() ? RegisterRule{} : found->rule;
}

bool UnwindRow::Set(uint64_t reg, const RegisterRule& rule) {
    auto found = std::ranges::find(rules_, reg, &Entry::reg);
    if (found != rules_.end()) {
        found->rule = rule;
    } else {
        if (rules_.size() == kMostRules) return false;
        rules_.push_back({reg, rule});
    }
    return true;
}

Result<UnwindRow> RowAt(const CfiSection& section, const Fde& fde, uint64_t address) {
    if (address < fde.begin || address >= fde.end) return Fail(ErrorCode::kNotFound, "address is not in the FDE");
    Program program(section, fde, address);
    program.Run(fde.cie->instructions, fde.cie->instructions_offset);
    program.EndInitial();
    if (!program.error()) program.Run(fde.instructions, fde.instructions_offset);
    if (program.error()) return std::unexpected(*program.error());
    return program.row();
}

}  // namespace faultbox::unwind
