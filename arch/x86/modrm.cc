#include "arch/x86/modrm.h"

#include "arch/common/bits.h"
#include "arch/x86/registers.h"

namespace faultbox::x86 {
namespace {

uint8_t Extended(uint64_t number, bool bit3) {
    return static_cast<uint8_t>(number | (bit3 ? 8 : 0));
}

uint8_t Plain(uint8_t bytes, const Encoded& encoded, uint8_t element) {
    return encoded.broadcast ? element : bytes;
}

OperandSize VectorSize(Width width, const Encoded& encoded) {
    const uint8_t vector = encoded.vector_bytes;
    const uint8_t element = encoded.w ? 8 : 4;
    const auto part = [&](unsigned divisor) { return static_cast<uint8_t>(vector / divisor); };
    switch (width) {
        case Width::kVector:
            return {Plain(vector, encoded, element)};
        case Width::kFp16Vector:
            return {Plain(vector, encoded, 2)};
        case Width::kHalfVector:
            return {Plain(part(2), encoded, 4)};
        case Width::kEvenHalf:
            return {Plain(part(2), encoded, 2)};
        case Width::kQuarterVector:
            return {part(4)};
        case Width::kEvenQuarter:
            return {Plain(part(4), encoded, 2)};
        case Width::kEighthVector:
            return {part(8)};
        case Width::kFullOrHalf:
            return {encoded.w ? Plain(vector, encoded, 8) : Plain(part(2), encoded, 4)};
        case Width::kDuplicate:
            return {vector == 16 ? uint8_t{8} : vector};
        case Width::kMmxOrXmm: {
            bool mmx = encoded.encoding == Encoding::kLegacy && !encoded.operand_override && encoded.repeat == 0;
            return {mmx ? uint8_t{8} : vector};
        }
        case Width::kOctal:
            return {16};
        case Width::kYmm:
            return {32};
        case Width::kScalar:
            return {element};
        case Width::kSmallScalar:
            return {static_cast<uint8_t>(encoded.w ? 2 : 1)};
        case Width::kOpmaskByte:
            return {static_cast<uint8_t>(encoded.w ? 4 : 1)};
        case Width::kOpmaskWord:
            return {static_cast<uint8_t>(encoded.w ? 8 : 2)};
        default:
            return {};
    }
}

void ReadDisplacement(ByteReader& reader, unsigned bytes, Encoded& encoded) {
    if (bytes == 0) return;
    encoded.memory.displacement = reader.Signed(bytes);
    if (bytes != 1 || encoded.encoding != Encoding::kEvex) return;
    OperandSize size = SizeOf(encoded.opcode.width, encoded);
    if (size.bytes != 0) encoded.memory.displacement *= size.bytes;
}

// 2.1.5, table 2-3. Returns the bytes of displacement.
unsigned ReadSib(ByteReader& reader, unsigned mod, Encoded& encoded) {
    uint8_t sib = reader.U8();
    uint8_t index = Extended(Bits(sib, 5, 3), encoded.x);
    MemoryAccess& memory = encoded.memory;
    if (encoded.opcode.effect == Effect::kVectorIndex) {
        memory.index_unknown = true;
    } else if (index != 4) {
        memory.index = GeneralRegister(index);
        memory.index_amount = static_cast<uint8_t>(Bits(sib, 7, 6));
        memory.index_shift = memory.index_amount == 0 ? Shift::kNone : Shift::kLeft;
    }
    if (Bits(sib, 2, 0) == 5 && mod == 0) return 4;
    memory.base = GeneralRegister(Extended(Bits(sib, 2, 0), encoded.b));
    return mod == 0 ? 0 : mod == 1 ? 1 : 4;
}

}  // namespace

uint8_t OperandBytes(const Encoded& encoded) {
    if (encoded.w) return 8;
    return encoded.operand_override ? 2 : 4;
}

uint8_t StackBytes(const Encoded& encoded) {
    if (encoded.operand_override) return 2;
    return encoded.mode_64 ? 8 : 4;
}

OperandSize SizeOf(Width width, const Encoded& encoded) {
    const uint8_t operand = OperandBytes(encoded);
    switch (width) {
        case Width::kByte:
            return {1};
        case Width::kWord:
            return {2};
        case Width::kDouble:
            return {4};
        case Width::kQuad:
            return {8};
        case Width::kTen:
            return {10};
        case Width::kOperand:
            return {operand};
        case Width::kDoubleOrQuad:
            return {static_cast<uint8_t>(encoded.w && encoded.mode_64 ? 8 : 4)};
        case Width::kNearPointer:
            return {encoded.mode_64 ? uint8_t{8} : operand};
        case Width::kStack:
            return {StackBytes(encoded)};
        case Width::kPair:
            return {static_cast<uint8_t>(encoded.w ? 16 : 8)};
        case Width::kFarPointer:
            return {2, static_cast<uint8_t>(operand / 2 + 1)};
        case Width::kDescriptor:
            return {2, static_cast<uint8_t>(encoded.mode_64 ? 5 : 3)};
        case Width::kBounds:
            return {operand, 2};
        case Width::kFxState:
            return {16, 32};
        case Width::kX87Environment:
            return {2, static_cast<uint8_t>(encoded.operand_override ? 7 : 14)};
        case Width::kX87State:
            return {2, static_cast<uint8_t>(encoded.operand_override ? 47 : 54)};
        default:
            return VectorSize(width, encoded);
    }
}

// x86_64's first eight are i386's, in the same order: ax, bx, cx, dx, si, di, bp, sp.
RegisterId GeneralRegister(unsigned number) {
    using namespace x86_64;
    constexpr RegisterId kIds[] = {kRax, kRcx, kRdx, kRbx, kRsp, kRbp, kRsi, kRdi,
                                   kR8,  kR9,  kR10, kR11, kR12, kR13, kR14, kR15};
    static_assert(kRax == +i386::kEax && kRcx == +i386::kEcx && kRdx == +i386::kEdx && kRbx == +i386::kEbx);
    static_assert(kRsp == +i386::kEsp && kRbp == +i386::kEbp && kRsi == +i386::kEsi && kRdi == +i386::kEdi);
    return kIds[number & 15];
}

void SetSegment(const Encoded& encoded, MemoryAccess& access) {
    if (encoded.mode_64 && encoded.address_override) access.address_bytes = 4;
    if (encoded.segment == 0) return;
    bool fs = encoded.segment == 0x64;
    if (!encoded.mode_64) {
        access.segment = fs ? i386::kFs : i386::kGs;
        return;
    }
    access.segment = fs ? x86_64::kFs : x86_64::kGs;
    access.segment_base = fs ? x86_64::kFsBase : x86_64::kGsBase;
}

void ReadModRm(ByteReader& reader, uint8_t modrm, Encoded& encoded) {
    unsigned mod = static_cast<unsigned>(Bits(modrm, 7, 6));
    encoded.has_modrm = true;
    encoded.reg = Extended(Bits(modrm, 5, 3), encoded.r);
    encoded.rm = Extended(Bits(modrm, 2, 0), encoded.b);
    encoded.is_memory = mod != 3 && encoded.opcode.form == Form::kModRm;
    if (!encoded.is_memory) return;
    SetSegment(encoded, encoded.memory);
    if (!encoded.mode_64 && encoded.address_override) {
        reader.Fail(ErrorCode::kUnsupported, "16-bit addressing");
        return;
    }
    unsigned displacement = mod == 0 ? 0 : mod == 1 ? 1 : 4;
    if (Bits(modrm, 2, 0) == 4) {
        displacement = ReadSib(reader, mod, encoded);
    } else if (mod == 0 && Bits(modrm, 2, 0) == 5) {
        displacement = 4;
        encoded.rip_relative = encoded.mode_64;
    } else {
        encoded.memory.base = GeneralRegister(encoded.rm);
    }
    ReadDisplacement(reader, displacement, encoded);
    // An address without registers: its 32 bits are the whole of it in 32-bit mode.
    if (!encoded.mode_64 && encoded.memory.base == kNoRegister && encoded.memory.index == kNoRegister) {
        encoded.memory.displacement &= 0xffffffff;
    }
}

}  // namespace faultbox::x86
