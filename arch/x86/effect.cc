#include "arch/x86/effect.h"

#include "arch/common/bits.h"
#include "arch/common/set_bits.h"
#include "arch/x86/registers.h"

namespace faultbox::x86 {
namespace {

enum Number : unsigned { kAx, kCx, kDx, kBx, kSp, kBp, kSi, kDi };

uint64_t MaskOf(unsigned number) {
    return uint64_t{1} << GeneralRegister(number);
}

uint8_t PointerBytes(const Encoded& encoded) {
    return encoded.mode_64 ? 8 : 4;
}

uint64_t PcRegister(const Encoded& encoded) {
    return encoded.mode_64 ? +x86_64::kRip : +i386::kEip;
}

int64_t CutToPointer(int64_t value, const Encoded& encoded) {
    return encoded.mode_64 ? value : value & 0xffffffff;
}

int64_t FromNext(int64_t distance, const Encoded& encoded) {
    uint64_t next = encoded.pc + encoded.length;
    return CutToPointer(static_cast<int64_t>(next + static_cast<uint64_t>(distance)), encoded);
}

bool IsByte(const Encoded& encoded) {
    return encoded.opcode.width == Width::kByte && encoded.encoding == Encoding::kLegacy && encoded.map <= kMap0f &&
           encoded.opcode.effect != Effect::kZeroExtend && encoded.opcode.effect != Effect::kSignExtend;
}

// ah, ch, dh and bh: numbers 4 to 7 of byte registers without REX.
bool IsHighByte(unsigned number, const Encoded& encoded) {
    return IsByte(encoded) && !encoded.has_rex && number >= 4;
}

unsigned HolderOf(unsigned number, const Encoded& encoded) {
    return IsHighByte(number, encoded) ? number - 4 : number;
}

unsigned OpcodeRegister(const Encoded& encoded) {
    return (encoded.code & 7u) | (encoded.b ? 8u : 0u);
}

RegisterId DataRegister(unsigned number, const Encoded& encoded) {
    return IsHighByte(number, encoded) ? kNoRegister : GeneralRegister(number);
}

// An operation on whole registers; parts of them are not followed.
bool IsWhole(const Encoded& encoded) {
    return encoded.opcode.width == Width::kOperand && OperandBytes(encoded) == PointerBytes(encoded);
}

uint64_t ClobbersOf(const Encoded& encoded) {
    const Opcode& opcode = encoded.opcode;
    uint64_t clobbers = 0;
    if (opcode.writes_reg) clobbers |= MaskOf(HolderOf(encoded.reg, encoded));
    if (opcode.writes_operand && !encoded.is_memory) clobbers |= MaskOf(HolderOf(encoded.rm, encoded));
    if (opcode.writes_vvvv) clobbers |= MaskOf(encoded.vvvv);
    if (opcode.writes_opcode) clobbers |= MaskOf(HolderOf(OpcodeRegister(encoded), encoded));
    ForEachSetBit(opcode.implicit, [&](unsigned number) { clobbers |= MaskOf(number); });
    return clobbers;
}

MemoryAccess AccessOf(const Encoded& encoded) {
    MemoryAccess access = encoded.memory;
    OperandSize size = SizeOf(encoded.opcode.width, encoded);
    access.size_bytes = size.bytes;
    access.count = size.count;
    access.access = encoded.opcode.use == Use::kWrite ? Access::kWrite : Access::kRead;
    access.also_writes = encoded.opcode.use == Use::kModify;
    if (encoded.rip_relative) {
        access.pc_relative = true;
        access.displacement = FromNext(access.displacement, encoded);
        if (encoded.address_override) access.displacement &= 0xffffffff;
    }
    return access;
}

Operation OperationOf(Use use) {
    return use == Use::kRead ? Operation::kLoad : use == Use::kWrite ? Operation::kStore : Operation::kLoadStore;
}

MemoryAccess StackAccess(bool push, unsigned bytes, unsigned count = 1) {
    MemoryAccess access;
    access.access = push ? Access::kWrite : Access::kRead;
    access.base = GeneralRegister(kSp);
    int64_t span = static_cast<int64_t>(bytes) * count;
    access.displacement = push ? -span : span;
    access.write_back = push ? WriteBack::kBefore : WriteBack::kAfter;
    access.size_bytes = static_cast<uint8_t>(bytes);
    access.count = static_cast<uint16_t>(count);
    return access;
}

void Push(Instruction& instruction, const MemoryAccess& access) {
    instruction.operation = instruction.memory.empty() ? Operation::kStore : Operation::kLoadStore;
    instruction.memory.Append(access);
    instruction.clobbers |= MaskOf(kSp);
}

void Pop(Instruction& instruction, const MemoryAccess& access) {
    instruction.operation = instruction.memory.empty() ? Operation::kLoad : Operation::kLoadStore;
    instruction.memory.Append(access);
    instruction.clobbers |= MaskOf(kSp);
}

void PushData(const Encoded& encoded, Instruction& instruction, RegisterId data) {
    MemoryAccess access = StackAccess(true, StackBytes(encoded));
    access.data = data;
    Push(instruction, access);
}

void PopData(const Encoded& encoded, Instruction& instruction, RegisterId data) {
    MemoryAccess access = StackAccess(false, StackBytes(encoded));
    access.data = data;
    Pop(instruction, access);
    if (data != kNoRegister) instruction.clobbers |= uint64_t{1} << data;
}

// The address of pop's operand is computed after the stack pointer moved (SDM vol. 2, POP).
void PopOperand(const Encoded& encoded, Instruction& instruction) {
    if (!encoded.is_memory) {
        PopData(encoded, instruction, GeneralRegister(encoded.rm));
        return;
    }
    MemoryAccess& target = instruction.memory[0];
    target.size_bytes = StackBytes(encoded);
    if (target.base == GeneralRegister(kSp)) target.displacement += StackBytes(encoded);
    PopData(encoded, instruction, kNoRegister);
}

void Return(const Encoded& encoded, Instruction& instruction, unsigned bytes, unsigned count) {
    MemoryAccess access = StackAccess(false, bytes, count);
    access.displacement += encoded.immediate;
    Pop(instruction, access);
    instruction.operation = Operation::kJumpRegister;
}

void Indirect(const Encoded& encoded, Instruction& instruction, bool call, bool far) {
    RegisterId pc = static_cast<RegisterId>(PcRegister(encoded));
    instruction.source = encoded.is_memory ? pc : GeneralRegister(encoded.rm);
    if (encoded.is_memory) instruction.memory[0].data = far ? kNoRegister : pc;
    if (call) {
        unsigned bytes = far ? OperandBytes(encoded) : PointerBytes(encoded);
        Push(instruction, StackAccess(true, bytes, far ? 2 : 1));
    }
    instruction.operation = call ? Operation::kCallRegister : Operation::kJumpRegister;
}

void FarDirect(const Encoded& encoded, Instruction& instruction, bool call) {
    if (encoded.is_memory) return Indirect(encoded, instruction, call, true);
    if (call) Push(instruction, StackAccess(true, OperandBytes(encoded), 2));
    instruction.operation = call ? Operation::kCall : Operation::kJump;
    instruction.immediate = encoded.immediate;
}

void Branch(const Encoded& encoded, Instruction& instruction) {
    instruction.immediate = FromNext(encoded.immediate, encoded);
    if (!encoded.mode_64 && encoded.operand_override) instruction.immediate &= 0xffff;
    instruction.operation = Operation::kJump;
    switch (encoded.opcode.effect) {
        case Effect::kCall:
            Push(instruction, StackAccess(true, PointerBytes(encoded)));
            instruction.operation = Operation::kCall;
            return;
        case Effect::kJumpCondition:
            instruction.conditional = true;
            instruction.condition = encoded.code & 15;
            return;
        case Effect::kJumpCount:
            instruction.conditional = true;
            return;
        default:
            return;
    }
}

// One element of a string instruction: [rsi], to which a segment override applies, or es:[rdi].
MemoryAccess StringAccess(const Encoded& encoded, bool source, Access direction) {
    MemoryAccess access;
    SetSegment(encoded, access);
    if (!source) access.segment = access.segment_base = kNoRegister;
    access.access = direction;
    access.base = GeneralRegister(source ? kSi : kDi);
    access.size_bytes = SizeOf(encoded.opcode.width, encoded).bytes;
    return access;
}

struct StringUse {
    Effect effect;
    Operation operation;
    Access source;  // kUnknown: not accessed.
    Access target;
    bool accumulator;
};

constexpr StringUse kStrings[] = {
    {Effect::kMovs, Operation::kLoadStore, Access::kRead, Access::kWrite, false},
    {Effect::kCmps, Operation::kCompare, Access::kRead, Access::kRead, false},
    {Effect::kStos, Operation::kStore, Access::kUnknown, Access::kWrite, true},
    {Effect::kLods, Operation::kLoad, Access::kRead, Access::kUnknown, true},
    {Effect::kScas, Operation::kCompare, Access::kUnknown, Access::kRead, false},
    {Effect::kIns, Operation::kStore, Access::kUnknown, Access::kWrite, false},
    {Effect::kOuts, Operation::kLoad, Access::kRead, Access::kUnknown, false},
};

bool String(const Encoded& encoded, Instruction& instruction) {
    if (encoded.opcode.effect < Effect::kMovs || encoded.opcode.effect > Effect::kOuts) return false;
    for (const StringUse& use : kStrings) {
        if (use.effect != encoded.opcode.effect) continue;
        instruction.operation = use.operation;
        if (encoded.repeat != 0) instruction.clobbers |= MaskOf(kCx);
        if (use.source != Access::kUnknown) {
            instruction.memory.Append(StringAccess(encoded, true, use.source));
            instruction.clobbers |= MaskOf(kSi);
        }
        if (use.target != Access::kUnknown) {
            instruction.memory.Append(StringAccess(encoded, false, use.target));
            instruction.clobbers |= MaskOf(kDi);
        }
        if (use.accumulator) instruction.memory[0].data = GeneralRegister(kAx);
        return true;
    }
    return false;
}

// mov, and cmov, whose load happens whatever the condition.
void Move(const Encoded& encoded, Instruction& instruction) {
    bool to_reg = encoded.opcode.writes_reg;
    if (encoded.is_memory) {
        unsigned data = encoded.opcode.form == Form::kOffset ? kAx : encoded.reg;
        instruction.memory[0].data = DataRegister(data, encoded);
    } else if (IsWhole(encoded)) {
        instruction.operation = Operation::kMove;
        instruction.destination = GeneralRegister(to_reg ? encoded.reg : encoded.rm);
        instruction.source = GeneralRegister(to_reg ? encoded.rm : encoded.reg);
    }
    if (encoded.opcode.effect != Effect::kConditionalMove) return;
    instruction.conditional = true;
    instruction.condition = encoded.code & 15;
}

void SetTo(const Encoded& encoded, Instruction& instruction, unsigned number, int64_t value) {
    uint8_t bytes = OperandBytes(encoded);
    if (encoded.opcode.width != Width::kOperand || bytes < 4) return;
    instruction.operation = Operation::kMoveImmediate;
    instruction.destination = GeneralRegister(number);
    instruction.immediate = bytes == 4 ? value & 0xffffffff : value;
}

void MoveImmediate(const Encoded& encoded, Instruction& instruction) {
    if (encoded.is_memory) return;
    bool in_opcode = encoded.opcode.form == Form::kOpcodeRegister;
    SetTo(encoded, instruction, in_opcode ? OpcodeRegister(encoded) : encoded.rm, encoded.immediate);
}

// add, sub, inc and dec on registers; from and to memory they are followed as reads and writes only.
void Sum(const Encoded& encoded, Instruction& instruction, Operation operation) {
    const Opcode& opcode = encoded.opcode;
    if (encoded.is_memory || !IsWhole(encoded)) return;
    bool one = opcode.effect == Effect::kIncrement || opcode.effect == Effect::kDecrement;
    unsigned destination = opcode.writes_reg      ? encoded.reg
                           : opcode.writes_opcode ? OpcodeRegister(encoded)
                           : encoded.has_modrm    ? encoded.rm
                                                  : +kAx;
    instruction.operation = operation;
    instruction.destination = instruction.source = GeneralRegister(destination);
    instruction.immediate = one ? 1 : encoded.immediate;
    if (one || opcode.immediate != Immediate::kNone) return;
    instruction.source2 = GeneralRegister(opcode.writes_reg ? encoded.rm : encoded.reg);
}

// xor reg, reg is how compilers write 0.
void Xor(const Encoded& encoded, Instruction& instruction) {
    if (!encoded.is_memory && encoded.reg == encoded.rm) SetTo(encoded, instruction, encoded.reg, 0);
}

void Lea(const Encoded& encoded, Instruction& instruction) {
    MemoryAccess address = AccessOf(encoded);
    bool absolute = address.base == kNoRegister && address.index == kNoRegister;
    instruction.operation = Operation::kOther;
    if (!IsWhole(encoded) || (encoded.mode_64 && encoded.address_override)) return;
    if (absolute) return SetTo(encoded, instruction, encoded.reg, address.displacement);
    if (address.base == kNoRegister) return;
    instruction.operation = Operation::kAdd;
    instruction.destination = GeneralRegister(encoded.reg);
    instruction.source = address.base;
    instruction.source2 = address.index;
    instruction.source2_shift = address.index_shift;
    instruction.source2_amount = address.index_amount;
    instruction.immediate = address.displacement;
}

void Extend(const Encoded& encoded, Instruction& instruction) {
    if (!encoded.is_memory) return;
    instruction.memory[0].data = GeneralRegister(encoded.reg);
    instruction.memory[0].sign_extend = encoded.opcode.effect == Effect::kSignExtend;
}

void Leave(const Encoded& encoded, Instruction& instruction) {
    MemoryAccess access = StackAccess(false, StackBytes(encoded));
    access.base = access.data = GeneralRegister(kBp);
    access.write_back = WriteBack::kNone;
    access.displacement = 0;
    Pop(instruction, access);
    instruction.clobbers |= MaskOf(kBp);
}

void TableLookup(const Encoded& encoded, Instruction& instruction, unsigned base, Access direction, bool partial) {
    MemoryAccess access = StringAccess(encoded, true, direction);
    access.base = GeneralRegister(base);
    access.index_unknown = partial;
    instruction.operation = direction == Access::kRead ? Operation::kLoad : Operation::kStore;
    instruction.memory.Append(access);
}

// Effects on the stack and the pc; false for others.
bool Stack(const Encoded& encoded, Instruction& instruction) {
    const uint8_t stack = StackBytes(encoded);
    switch (encoded.opcode.effect) {
        case Effect::kPush:
            PushData(encoded, instruction, kNoRegister);
            return true;
        case Effect::kPushRegister:
            PushData(encoded, instruction, GeneralRegister(OpcodeRegister(encoded)));
            return true;
        case Effect::kPushOperand:
            PushData(encoded, instruction, encoded.is_memory ? kNoRegister : GeneralRegister(encoded.rm));
            return true;
        case Effect::kPop:
            PopData(encoded, instruction, kNoRegister);
            return true;
        case Effect::kPopRegister:
            PopData(encoded, instruction, GeneralRegister(OpcodeRegister(encoded)));
            return true;
        case Effect::kPopOperand:
            PopOperand(encoded, instruction);
            return true;
        case Effect::kPushAll:
            Push(instruction, StackAccess(true, stack, 8));
            return true;
        case Effect::kPopAll:
            Pop(instruction, StackAccess(false, stack, 8));
            return true;
        case Effect::kEnter:
            PushData(encoded, instruction, GeneralRegister(kBp));
            instruction.clobbers |= MaskOf(kBp);
            return true;
        case Effect::kLeave:
            Leave(encoded, instruction);
            return true;
        default:
            return false;
    }
}

bool Control(const Encoded& encoded, Instruction& instruction) {
    switch (encoded.opcode.effect) {
        case Effect::kCall:
        case Effect::kJump:
        case Effect::kJumpCondition:
        case Effect::kJumpCount:
            Branch(encoded, instruction);
            return true;
        case Effect::kCallOperand:
        case Effect::kJumpOperand:
            Indirect(encoded, instruction, encoded.opcode.effect == Effect::kCallOperand, false);
            return true;
        case Effect::kCallFar:
        case Effect::kJumpFar:
            FarDirect(encoded, instruction, encoded.opcode.effect == Effect::kCallFar);
            return true;
        case Effect::kReturn:
            Return(encoded, instruction, PointerBytes(encoded), 1);
            return true;
        case Effect::kReturnFar:
            Return(encoded, instruction, OperandBytes(encoded), 2);
            return true;
        case Effect::kReturnInterrupt:
            Return(encoded, instruction, OperandBytes(encoded), encoded.mode_64 ? 5 : 3);
            instruction.sets_flags = true;
            return true;
        case Effect::kReturnSystem:
            instruction.operation = Operation::kJumpRegister;
            return true;
        default:
            return false;
    }
}

void Compute(const Encoded& encoded, Instruction& instruction) {
    switch (encoded.opcode.effect) {
        case Effect::kMove:
        case Effect::kConditionalMove:
            return Move(encoded, instruction);
        case Effect::kMoveImmediate:
            return MoveImmediate(encoded, instruction);
        case Effect::kZeroExtend:
        case Effect::kSignExtend:
            return Extend(encoded, instruction);
        case Effect::kAdd:
        case Effect::kIncrement:
            return Sum(encoded, instruction, Operation::kAdd);
        case Effect::kSubtract:
        case Effect::kDecrement:
            return Sum(encoded, instruction, Operation::kSubtract);
        case Effect::kXor:
            return Xor(encoded, instruction);
        case Effect::kLea:
            return Lea(encoded, instruction);
        case Effect::kCompare:
            instruction.operation = Operation::kCompare;
            return;
        case Effect::kPrefetch:
            if (encoded.is_memory) instruction.operation = Operation::kPreload;
            return;
        case Effect::kXlat:
            return TableLookup(encoded, instruction, kBx, Access::kRead, true);
        case Effect::kMaskMove:
            return TableLookup(encoded, instruction, kDi, Access::kWrite, false);
        case Effect::kUndefined:
        case Effect::kInvalid:
        case Effect::kGroup:
            instruction.operation = Operation::kUndefined;
            return;
        default:
            return;
    }
}

}  // namespace

Instruction Interpret(const Encoded& encoded) {
    Instruction instruction;
    instruction.length = encoded.length;
    instruction.sets_flags = encoded.opcode.sets_flags;
    instruction.clobbers = ClobbersOf(encoded);
    if (encoded.is_memory && encoded.opcode.use != Use::kNone) {
        instruction.memory.Append(AccessOf(encoded));
        instruction.operation = OperationOf(encoded.opcode.use);
    }
    if (Stack(encoded, instruction) || Control(encoded, instruction) || String(encoded, instruction))
        return instruction;
    Compute(encoded, instruction);
    return instruction;
}

}  // namespace faultbox::x86
