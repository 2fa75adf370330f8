#include "host/dwarf/expression.h"

#include <algorithm>
#include <utility>

#include "arch/common/bits.h"
#include "arch/common/bounded_vector.h"
#include "host/dwarf/arithmetic.h"
#include "host/dwarf/operations.h"

namespace faultbox::dwarf {
namespace {

using Base = SymbolicValue::Base;
using Kind = SimpleLocation::Kind;

constexpr int kMostSteps = 4096;
constexpr size_t kDeepestStack = 64;
constexpr size_t kMostPieces = 64;

/// Stack machine for one expression. Any failure leaves `reader_` or `failed_` set and the result is kUnknown.
class Machine {
  public:
    Machine(Bytes expression, const ExpressionContext& context)
        : reader_(expression, context.unit->info->sections().order), context_(context) {
        if (context.object) Push(*context.object);
    }

    Location Run() {
        if (reader_.at_end()) return {};
        for (int steps = 0; !reader_.at_end() && ok(); ++steps) {
            if (steps == kMostSteps) failed_ = true;
            Step(reader_.U8());
        }
        if (!ok()) return Unknown();
        if (pieces_.empty()) return {TakeLocation(), {}};
        Location location = Unknown();
        location.pieces = std::move(pieces_);
        return location;
    }

  private:
    static Location Unknown() {
        Location location;
        location.kind = Kind::kUnknown;
        return location;
    }
    bool ok() const { return reader_.ok() && !failed_; }
    uint8_t address_size() const { return context_.unit->format.address_size; }
    uint8_t offset_size() const { return context_.unit->format.offset_size; }

    void Push(const SymbolicValue& value) {
        if (!stack_.Append(value)) failed_ = true;
    }
    void PushConstant(uint64_t value) { Push({Base::kConstant, kNoRegister, 0, value}); }
    SymbolicValue Pop() {
        if (stack_.empty()) {
            failed_ = true;
            return {};
        }
        SymbolicValue value = stack_.back();
        stack_.Truncate(stack_.size() - 1);
        return value;
    }
    SymbolicValue Register(uint64_t number, Base base = Base::kRegister) const {
        if (number > 0xffff) return {};
        RegisterId reg = context_.arch ? FindDwarfRegister(*context_.arch, number) : kNoRegister;
        return {base, reg, static_cast<uint16_t>(number), 0};
    }
    void PushSum(SymbolicValue base, uint64_t offset) {
        base.offset += offset;
        Push(base);
    }
    void Pick(uint64_t depth) {
        if (depth >= stack_.size()) {
            failed_ = true;
            return;
        }
        Push(stack_[stack_.size() - 1 - static_cast<size_t>(depth)]);
    }

    void Step(uint8_t operation) {
        if (operation >= DW_OP_lit0 && operation <= DW_OP_lit31) return PushConstant(operation - DW_OP_lit0);
        if (operation >= DW_OP_reg0 && operation <= DW_OP_reg31) return SetRegister(operation - DW_OP_reg0);
        if (operation >= DW_OP_breg0 && operation <= DW_OP_breg31) {
            return PushSum(Register(operation - DW_OP_breg0), static_cast<uint64_t>(reader_.Sleb128()));
        }
        if (operation >= DW_OP_abs && operation <= DW_OP_ne && operation != DW_OP_bra) return StepArithmetic(operation);
        if (operation <= DW_OP_skip) return StepStack(operation);
        StepLocation(operation);
    }

    void StepStack(uint8_t operation) {
        switch (operation) {
            case DW_OP_addr:
                return PushConstant(reader_.Unsigned(address_size()));
            case DW_OP_const1u:
                return PushConstant(reader_.Unsigned(1));
            case DW_OP_const2u:
                return PushConstant(reader_.Unsigned(2));
            case DW_OP_const4u:
                return PushConstant(reader_.Unsigned(4));
            case DW_OP_const8u:
                return PushConstant(reader_.Unsigned(8));
            case DW_OP_const1s:
                return PushConstant(static_cast<uint64_t>(reader_.Signed(1)));
            case DW_OP_const2s:
                return PushConstant(static_cast<uint64_t>(reader_.Signed(2)));
            case DW_OP_const4s:
                return PushConstant(static_cast<uint64_t>(reader_.Signed(4)));
            case DW_OP_const8s:
                return PushConstant(static_cast<uint64_t>(reader_.Signed(8)));
            case DW_OP_constu:
                return PushConstant(reader_.Uleb128());
            case DW_OP_consts:
                return PushConstant(static_cast<uint64_t>(reader_.Sleb128()));
            case DW_OP_dup:
                return Pick(0);
            case DW_OP_drop:
                Pop();
                return;
            case DW_OP_over:
                return Pick(1);
            case DW_OP_pick:
                return Pick(reader_.U8());
            case DW_OP_swap:
                return Rotate(2);
            case DW_OP_rot:
                return Rotate(3);
            case DW_OP_deref:
                return PushUnknownFor(1);
            case DW_OP_xderef:
                return PushUnknownFor(2);
            case DW_OP_skip:
                return Jump(reader_.Signed(2));
            case DW_OP_bra:
                return Branch();
            default:
                failed_ = true;
        }
    }

    /// The top entry goes below the `count - 1` under it.
    void Rotate(size_t count) {
        if (stack_.size() < count) {
            failed_ = true;
            return;
        }
        std::rotate(stack_.end() - count, stack_.end() - 1, stack_.end());
    }
    void PushUnknownFor(int operands) {
        while (operands-- > 0) Pop();
        Push({});
    }
    void Jump(int64_t distance) { reader_.Seek(reader_.offset() + static_cast<uint64_t>(distance)); }
    void Branch() {
        int64_t distance = reader_.Signed(2);
        SymbolicValue condition = Pop();
        if (condition.base != Base::kConstant) failed_ = true;
        if (condition.offset != 0) Jump(distance);
    }

    void StepArithmetic(uint8_t operation) {
        if (operation == DW_OP_plus_uconst) return PushSum(Pop(), reader_.Uleb128());
        bool is_unary = operation == DW_OP_abs || operation == DW_OP_neg || operation == DW_OP_not;
        SymbolicValue right = Pop();
        SymbolicValue left = is_unary ? SymbolicValue{Base::kConstant, kNoRegister, 0, 0} : Pop();
        Push(Combine(operation, left, right, address_size()));
    }

    void StepLocation(uint8_t operation) {
        switch (operation) {
            case DW_OP_regx:
                return SetRegister(reader_.Uleb128());
            case DW_OP_fbreg:
                return PushSum(context_.frame_base.value_or(SymbolicValue()), static_cast<uint64_t>(reader_.Sleb128()));
            case DW_OP_bregx: {
                SymbolicValue base = Register(reader_.Uleb128());
                return PushSum(base, static_cast<uint64_t>(reader_.Sleb128()));
            }
            case DW_OP_call_frame_cfa:
                return Push({Base::kFrame, kNoRegister, 0, 0});
            case DW_OP_nop:
            case DW_OP_GNU_uninit:
                return;
            case DW_OP_piece:
                return EndPiece(reader_.Uleb128() * 8, 0);
            case DW_OP_bit_piece: {
                uint64_t size = reader_.Uleb128();
                return EndPiece(size, reader_.Uleb128());
            }
            case DW_OP_implicit_value:
                return SetBytes(reader_.Take(reader_.Uleb128()));
            case DW_OP_stack_value:
                return SetValue(Pop());
            case DW_OP_implicit_pointer:
            case DW_OP_GNU_implicit_pointer:
                return SetImplicitPointer();
            case DW_OP_addrx:
            case DW_OP_GNU_addr_index:
            case DW_OP_constx:
            case DW_OP_GNU_const_index:
                return PushIndexed(reader_.Uleb128());
            case DW_OP_entry_value:
            case DW_OP_GNU_entry_value:
                return PushEntryValue(reader_.Take(reader_.Uleb128()));
            default:
                return StepTyped(operation);
        }
    }

    /// Operations with a type: their operands are stepped over, the result counts as unknown.
    void StepTyped(uint8_t operation) {
        switch (operation) {
            case DW_OP_deref_size:
                reader_.U8();
                return PushUnknownFor(1);
            case DW_OP_const_type:
            case DW_OP_GNU_const_type:
                reader_.Uleb128();
                reader_.Skip(reader_.U8());
                return Push({});
            case DW_OP_regval_type:
            case DW_OP_GNU_regval_type:
                reader_.Uleb128();
                reader_.Uleb128();
                return Push({});
            case DW_OP_deref_type:
            case DW_OP_GNU_deref_type:
                reader_.U8();
                reader_.Uleb128();
                return PushUnknownFor(1);
            case DW_OP_convert:
            case DW_OP_GNU_convert:
            case DW_OP_reinterpret:
            case DW_OP_GNU_reinterpret:
                reader_.Uleb128();
                return PushUnknownFor(1);
            default:
                failed_ = true;
        }
    }

    void PushIndexed(uint64_t index) {
        std::optional<uint64_t> value = context_.unit->info->AddressAtIndex(*context_.unit, index);
        if (!value) failed_ = true;
        PushConstant(value.value_or(0));
    }

    /// Only the value of a plain register at entry is of use to a caller's call site parameters. (Section 2.5.1.7)
    void PushEntryValue(Bytes expression) {
        ByteReader inner(expression, reader_.order());
        uint8_t operation = inner.U8();
        std::optional<uint64_t> number;
        if (operation >= DW_OP_reg0 && operation <= DW_OP_reg31) number = operation - DW_OP_reg0;
        if (operation == DW_OP_regx) number = inner.Uleb128();
        bool is_register = inner.ok() && inner.at_end() && number;
        Push(is_register ? Register(*number, Base::kEntryRegister) : SymbolicValue());
    }

    void SetRegister(uint64_t number) {
        SimpleLocation location;
        location.kind = Kind::kRegister;
        location.value = Register(number);
        Set(location);
    }
    void SetBytes(Bytes bytes) {
        SimpleLocation location;
        location.kind = Kind::kBytes;
        location.bytes = bytes;
        Set(location);
    }
    void SetValue(const SymbolicValue& value) {
        SimpleLocation location;
        location.kind = value.base == Base::kUnknown ? Kind::kUnknown : Kind::kValue;
        location.value = Wrapped(value, address_size());
        Set(location);
    }
    void SetImplicitPointer() {
        SimpleLocation location;
        location.kind = Kind::kImplicitPointer;
        uint8_t size = context_.unit->format.version <= 2 ? address_size() : offset_size();
        location.pointed_die = reader_.Unsigned(size);
        location.pointed_offset = reader_.Sleb128();
        Set(location);
    }
    /// Only a piece, or the end, may follow a location.
    void Set(const SimpleLocation& location) {
        if (location_) failed_ = true;
        location_ = location;
    }

    SimpleLocation TakeLocation() {
        if (location_) return *std::exchange(location_, std::nullopt);
        SimpleLocation location;
        if (stack_.empty()) return location;
        location.value = Wrapped(Pop(), address_size());
        location.kind = location.value.base == Base::kUnknown ? Kind::kUnknown : Kind::kMemory;
        return location;
    }
    void EndPiece(uint64_t bit_size, uint64_t bit_offset) {
        if (pieces_.size() == kMostPieces) {
            failed_ = true;
            return;
        }
        pieces_.push_back({TakeLocation(), bit_size, bit_offset});
    }

    ByteReader reader_;
    const ExpressionContext& context_;
    BoundedVector<SymbolicValue, kDeepestStack> stack_;
    std::optional<SimpleLocation> location_;
    std::vector<Piece> pieces_;
    bool failed_ = false;
};

}  // namespace

Location Evaluate(Bytes expression, const ExpressionContext& context) {
    return Machine(expression, context).Run();
}

SymbolicValue EvaluateNumber(Bytes expression, const ExpressionContext& context) {
    Location location = Evaluate(expression, context);
    switch (location.kind) {
        case Kind::kRegister:
        case Kind::kMemory:
        case Kind::kValue:
            return location.value;
        default:
            return {};
    }
}

}  // namespace faultbox::dwarf
