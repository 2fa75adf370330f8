#include "host/unwind/cfi_expression.h"

#include <vector>

#include "arch/common/bits.h"
#include "arch/common/byte_reader.h"
#include "host/dwarf/operations.h"

namespace faultbox::unwind {
namespace {

using namespace dwarf;

constexpr int kMostOperations = 4096;
constexpr size_t kDeepestStack = 64;

class Machine {
  public:
    Machine(Bytes expression, std::endian order, const ArchInfo& arch, const RegisterSet& registers,
            const StackMemory& memory)
        : reader_(expression, order), arch_(arch), registers_(registers), memory_(memory) {}

    Result<uint64_t> Run(std::optional<uint64_t> initial) {
        if (initial) Push(*initial);
        int left = kMostOperations;
        while (reader_.ok() && !reader_.at_end()) {
            if (left-- == 0) reader_.Fail(ErrorCode::kLimit, "expression does not end");
            if (reader_.ok()) Step(reader_.U8());
        }
        uint64_t value = Pop();
        if (!reader_.ok()) return reader_.Failure();
        return value;
    }

  private:
    void Step(uint8_t operation);
    bool Constant(uint8_t operation);
    bool Arrange(uint8_t operation);
    bool Unary(uint8_t operation);
    void Binary(uint8_t operation);
    void Register(uint64_t number, int64_t offset);
    void Dereference(unsigned size);
    void Jump(int64_t distance);

    void Push(uint64_t value) {
        if (stack_.size() == kDeepestStack) return reader_.Fail(ErrorCode::kLimit, "expression stack is too deep");
        stack_.push_back(arch_.pointer_size == 4 ? value & 0xffff'ffff : value);
    }
    void PushSigned(int64_t value) { Push(static_cast<uint64_t>(value)); }
    uint64_t Peek(uint64_t depth) {
        if (depth < stack_.size()) return stack_[stack_.size() - 1 - static_cast<size_t>(depth)];
        reader_.Fail(ErrorCode::kMalformed, "expression stack is empty");
        return 0;
    }
    uint64_t Pop() {
        uint64_t value = Peek(0);
        if (!stack_.empty()) stack_.pop_back();
        return value;
    }
    int64_t Signed(uint64_t value) const { return SignExtend(value, 8u * arch_.pointer_size); }

    ByteReader reader_;
    const ArchInfo& arch_;
    const RegisterSet& registers_;
    const StackMemory& memory_;
    std::vector<uint64_t> stack_;
};

void Machine::Step(uint8_t operation) {
    if (operation >= DW_OP_breg0 && operation <= DW_OP_breg31) {
        return Register(operation - DW_OP_breg0, reader_.Sleb128());
    }
    if (Constant(operation) || Arrange(operation) || Unary(operation)) return;
    switch (operation) {
        case DW_OP_nop:
            return;
        case DW_OP_bregx: {
            uint64_t number = reader_.Uleb128();
            return Register(number, reader_.Sleb128());
        }
        case DW_OP_deref:
            return Dereference(arch_.pointer_size);
        case DW_OP_deref_size:
            return Dereference(reader_.U8());
        case DW_OP_skip:
            return Jump(reader_.Signed(2));
        case DW_OP_bra: {
            int64_t distance = reader_.Signed(2);
            if (Pop() != 0) Jump(distance);
            return;
        }
        default:
            return Binary(operation);
    }
}

bool Machine::Constant(uint8_t operation) {
    if (operation >= DW_OP_lit0 && operation <= DW_OP_lit31) {
        Push(operation - DW_OP_lit0);
        return true;
    }
    switch (operation) {
        case DW_OP_addr:
            Push(reader_.Unsigned(arch_.pointer_size));
            return true;
        case DW_OP_const1u:
        case DW_OP_const2u:
        case DW_OP_const4u:
        case DW_OP_const8u:
            Push(reader_.Unsigned(1u << ((operation - DW_OP_const1u) / 2)));
            return true;
        case DW_OP_const1s:
        case DW_OP_const2s:
        case DW_OP_const4s:
        case DW_OP_const8s:
            PushSigned(reader_.Signed(1u << ((operation - DW_OP_const1u) / 2)));
            return true;
        case DW_OP_constu:
            Push(reader_.Uleb128());
            return true;
        case DW_OP_consts:
            PushSigned(reader_.Sleb128());
            return true;
        default:
            return false;
    }
}

bool Machine::Arrange(uint8_t operation) {
    switch (operation) {
        case DW_OP_dup:
            Push(Peek(0));
            return true;
        case DW_OP_drop:
            Pop();
            return true;
        case DW_OP_over:
            Push(Peek(1));
            return true;
        case DW_OP_pick:
            Push(Peek(reader_.U8()));
            return true;
        case DW_OP_swap: {
            uint64_t first = Pop(), second = Pop();
            Push(first);
            Push(second);
            return true;
        }
        case DW_OP_rot: {
            uint64_t first = Pop(), second = Pop(), third = Pop();
            Push(first);
            Push(third);
            Push(second);
            return true;
        }
        default:
            return false;
    }
}

bool Machine::Unary(uint8_t operation) {
    switch (operation) {
        case DW_OP_abs: {
            uint64_t value = Pop();
            Push(Signed(value) < 0 ? 0 - value : value);
            return true;
        }
        case DW_OP_neg:
            Push(0 - Pop());
            return true;
        case DW_OP_not:
            Push(~Pop());
            return true;
        case DW_OP_plus_uconst:
            Push(Pop() + reader_.Uleb128());
            return true;
        default:
            return false;
    }
}

void Machine::Binary(uint8_t operation) {
    if (operation < DW_OP_and || operation > DW_OP_ne) {
        return reader_.Fail(ErrorCode::kUnsupported, "operation has no place in call frame information");
    }
    uint64_t right = Pop(), left = Pop();
    bool divides = operation == DW_OP_div || operation == DW_OP_mod;
    if (divides && right == 0) return reader_.Fail(ErrorCode::kMalformed, "division by zero");
    uint64_t bits = 8u * arch_.pointer_size;
    switch (operation) {
        case DW_OP_and:
            return Push(left & right);
        case DW_OP_div:
            return Push(Signed(right) == -1 ? 0 - left : static_cast<uint64_t>(Signed(left) / Signed(right)));
        case DW_OP_minus:
            return Push(left - right);
        case DW_OP_mod:
            return Push(left % right);
        case DW_OP_mul:
            return Push(left * right);
        case DW_OP_or:
            return Push(left | right);
        case DW_OP_plus:
            return Push(left + right);
        case DW_OP_shl:
            return Push(right < bits ? left << right : 0);
        case DW_OP_shr:
            return Push(right < bits ? left >> right : 0);
        case DW_OP_shra:
            return PushSigned(Signed(left) >> std::min(right, bits - 1));
        case DW_OP_xor:
            return Push(left ^ right);
        case DW_OP_eq:
            return Push(left == right);
        case DW_OP_ge:
            return Push(Signed(left) >= Signed(right));
        case DW_OP_gt:
            return Push(Signed(left) > Signed(right));
        case DW_OP_le:
            return Push(Signed(left) <= Signed(right));
        case DW_OP_lt:
            return Push(Signed(left) < Signed(right));
        case DW_OP_ne:
            return Push(left != right);
        default:
            reader_.Fail(ErrorCode::kUnsupported, "operation has no place in call frame information");
    }
}

void Machine::Register(uint64_t number, int64_t offset) {
    std::optional<uint64_t> value = registers_.Get(FindDwarfRegister(arch_, number));
    if (!value) return reader_.Fail(ErrorCode::kNotFound, "a register that is not known");
    Push(*value + static_cast<uint64_t>(offset));
}

void Machine::Dereference(unsigned size) {
    std::optional<uint64_t> word = memory_.Word(Pop());
    if (size != memory_.word_size()) return reader_.Fail(ErrorCode::kUnsupported, "part of a stack word");
    if (!word) return reader_.Fail(ErrorCode::kNotFound, "a word outside the captured stack");
    Push(*word);
}

void Machine::Jump(int64_t distance) {
    int64_t target = static_cast<int64_t>(reader_.offset()) + distance;
    if (target < 0) return reader_.Fail(ErrorCode::kMalformed, "jump out of the expression");
    reader_.Seek(static_cast<uint64_t>(target));
}

}  // namespace

Result<uint64_t> ComputeExpression(Bytes expression, std::endian order, const ArchInfo& arch,
                                   const RegisterSet& registers, const StackMemory& memory,
                                   std::optional<uint64_t> initial) {
    return Machine(expression, order, arch, registers, memory).Run(initial);
}

}  // namespace faultbox::unwind
