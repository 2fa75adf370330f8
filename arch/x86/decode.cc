#include "arch/x86/decode.h"

#include "arch/common/bits.h"
#include "arch/x86/effect.h"

namespace faultbox::x86 {
namespace {

constexpr uint64_t kLongest = 15;  // Bytes; SDM vol. 2, 2.3.11.

bool TakeLegacyPrefix(uint8_t byte, Encoded& encoded) {
    switch (byte) {
        case 0x66:
            encoded.operand_override = true;
            return true;
        case 0x67:
            encoded.address_override = true;
            return true;
        case 0xf2:
        case 0xf3:
            encoded.repeat = byte;
            return true;
        case 0x64:
        case 0x65:
            encoded.segment = byte;
            return true;
        case 0x26:  // es, cs, ss and ds have a base of 0; in 64-bit mode they are not heeded at all.
        case 0x2e:
        case 0x36:
        case 0x3e:
            if (!encoded.mode_64) encoded.segment = 0;
            return true;
        case 0xf0:
            return true;
        default:
            return false;
    }
}

void SetRex(uint8_t rex, Encoded& encoded) {
    encoded.has_rex = true;
    encoded.w = Bit(rex, 3);
    encoded.r = Bit(rex, 2);
    encoded.x = Bit(rex, 1);
    encoded.b = Bit(rex, 0);
}

// Returns the first byte that is no prefix.
uint8_t ReadPrefixes(ByteReader& reader, Encoded& encoded) {
    uint8_t rex = 0;
    while (reader.ok()) {
        uint8_t byte = reader.U8();
        if (encoded.mode_64 && byte >> 4 == 4) {
            rex = byte;
        } else if (TakeLegacyPrefix(byte, encoded)) {
            rex = 0;  // A REX prefix in front of another one is void.
        } else {
            if (rex != 0) SetRex(rex, encoded);
            return byte;
        }
    }
    return 0;
}

// The mandatory prefix as Alternatives count: none, 66, F3, F2.
unsigned MandatoryPrefix(const Encoded& encoded) {
    if (encoded.repeat != 0) return encoded.repeat == 0xf3 ? 2 : 3;
    return encoded.operand_override ? 1 : 0;
}

// VEX.pp and EVEX.pp count the same way.
void FindExtended(ByteReader& reader, unsigned prefix, Encoded& encoded) {
    encoded.code = reader.U8();
    encoded.opcode = ExtendedOpcode(encoded.map, encoded.code, prefix, encoded.encoding);
}

// vvvv, L and pp of VEX's last byte (2.3.5).
unsigned SetVexTail(uint8_t byte, Encoded& encoded) {
    encoded.vvvv = static_cast<uint8_t>(~Bits(byte, 6, 3) & (encoded.mode_64 ? 15 : 7));
    encoded.vector_bytes = Bit(byte, 2) ? 32 : 16;
    return static_cast<unsigned>(Bits(byte, 1, 0));
}

// R, X and B are stored inverted; outside 64-bit mode they are 1.
void SetInverted(uint8_t byte, Encoded& encoded) {
    encoded.r = !Bit(byte, 7);
    encoded.x = !Bit(byte, 6);
    encoded.b = !Bit(byte, 5);
}

void ReadVex2(ByteReader& reader, Encoded& encoded) {
    uint8_t byte = reader.U8();
    encoded.encoding = Encoding::kVex;
    encoded.map = kMap0f;
    encoded.r = !Bit(byte, 7);
    unsigned prefix = SetVexTail(byte, encoded);
    FindExtended(reader, prefix, encoded);
}

void ReadVex3(ByteReader& reader, Encoded& encoded) {
    uint8_t first = reader.U8();
    uint8_t second = reader.U8();
    encoded.encoding = Encoding::kVex;
    encoded.map = static_cast<Map>(Bits(first, 4, 0));
    SetInverted(first, encoded);
    encoded.w = Bit(second, 7);
    unsigned prefix = SetVexTail(second, encoded);
    FindExtended(reader, prefix, encoded);
}

// AMD64 Architecture Programmer's Manual vol. 6: XOP's maps 8 to 10 have a byte, none and four bytes behind.
void ReadXop(ByteReader& reader, Encoded& encoded) {
    ReadVex3(reader, encoded);
    unsigned map = encoded.map;
    encoded.opcode = {};
    if (map < 8 || map > 10) return;
    bool general = map == 10 || (map == 9 && encoded.code <= 0x12);
    encoded.opcode = {.effect = Effect::kOther, .form = Form::kModRm, .use = Use::kRead};
    encoded.opcode.width = general ? Width::kDoubleOrQuad : Width::kVector;
    encoded.opcode.immediate = map == 8 ? Immediate::kByte : map == 9 ? Immediate::kNone : Immediate::kFull;
    encoded.opcode.writes_reg = map == 10 && encoded.code == 0x10;  // bextr
    encoded.opcode.writes_vvvv = general && encoded.code != 0x10;
    encoded.opcode.sets_flags = general;
}

// 2.7.1.
void ReadEvex(ByteReader& reader, Encoded& encoded) {
    uint8_t first = reader.U8();
    uint8_t second = reader.U8();
    uint8_t third = reader.U8();
    encoded.encoding = Encoding::kEvex;
    encoded.map = static_cast<Map>(Bits(first, 2, 0));
    SetInverted(first, encoded);
    encoded.w = Bit(second, 7);
    unsigned prefix = SetVexTail(second, encoded);
    encoded.vector_bytes = static_cast<uint8_t>(16u << (Bits(third, 6, 5) % 3));
    encoded.broadcast = Bit(third, 4);
    FindExtended(reader, prefix, encoded);
}

void ReadTwoBytes(ByteReader& reader, Encoded& encoded) {
    uint8_t code = reader.U8();
    unsigned prefix = MandatoryPrefix(encoded);
    if (code == 0x38 || code == 0x3a) {
        encoded.map = code == 0x38 ? kMap0f38 : kMap0f3a;
        FindExtended(reader, prefix, encoded);
        return;
    }
    encoded.map = kMap0f;
    encoded.code = code;
    encoded.opcode = LegacyOpcode(kMap0f, code, prefix);
}

// c4, c5, 62 and 8f are VEX, EVEX and XOP where what follows cannot be the older instruction's ModRM byte.
bool ReadVectorPrefix(ByteReader& reader, Bytes code, uint8_t byte, Encoded& encoded) {
    if (byte != 0xc4 && byte != 0xc5 && byte != 0x62 && byte != 0x8f) return false;
    uint8_t next = reader.at_end() ? 0 : code[static_cast<size_t>(reader.offset())];
    bool vector = byte == 0x8f ? Bits(next, 4, 0) >= 8 : encoded.mode_64 || next >= 0xc0;
    if (!vector) return false;
    if (byte == 0xc5) ReadVex2(reader, encoded);
    if (byte == 0xc4) ReadVex3(reader, encoded);
    if (byte == 0x62) ReadEvex(reader, encoded);
    if (byte == 0x8f) ReadXop(reader, encoded);
    if (!encoded.mode_64) encoded.r = encoded.x = encoded.b = false;
    return true;
}

void ReadOpcode(ByteReader& reader, Bytes code, Encoded& encoded) {
    uint8_t byte = ReadPrefixes(reader, encoded);
    if (ReadVectorPrefix(reader, code, byte, encoded)) return;
    if (byte == 0x0f) {
        ReadTwoBytes(reader, encoded);
        return;
    }
    encoded.code = byte;
    encoded.opcode = LegacyOpcode(kMapOneByte, byte, 0);
    if (byte == 0x63 && !encoded.mode_64) {  // arpl
        encoded.opcode = {.effect = Effect::kOther, .form = Form::kModRm, .use = Use::kModify, .width = Width::kWord};
        encoded.opcode.writes_operand = encoded.opcode.sets_flags = true;
    }
}

void ReadOffset(ByteReader& reader, Encoded& encoded) {
    encoded.is_memory = true;
    SetSegment(encoded, encoded.memory);
    if (encoded.mode_64 && !encoded.address_override) {
        encoded.memory.displacement = reader.Signed(8);
    } else if (encoded.mode_64 || !encoded.address_override) {
        encoded.memory.displacement = static_cast<int64_t>(reader.Unsigned(4));
    } else {
        reader.Fail(ErrorCode::kUnsupported, "16-bit addressing");
    }
}

void ReadImmediate(ByteReader& reader, Encoded& encoded) {
    const uint8_t operand = OperandBytes(encoded);
    const unsigned full = operand == 8 ? 4 : operand;
    switch (encoded.opcode.immediate) {
        case Immediate::kNone:
            return;
        case Immediate::kByte:
        case Immediate::kRelative8:
            encoded.immediate = reader.Signed(1);
            return;
        case Immediate::kWord:
            encoded.immediate = reader.U16();
            return;
        case Immediate::kFull:
            encoded.immediate = reader.Signed(full);
            return;
        case Immediate::kWide:
            encoded.immediate = reader.Signed(operand);
            return;
        case Immediate::kFarPointer:
            encoded.immediate = static_cast<int64_t>(reader.Unsigned(full));
            encoded.immediate2 = reader.U16();
            return;
        case Immediate::kEnter:
            encoded.immediate = reader.U16();
            encoded.immediate2 = reader.U8();
            return;
        case Immediate::kRelative32:
            encoded.immediate = reader.Signed(encoded.mode_64 ? 4 : full);
            return;
    }
}

void ReadOperands(ByteReader& reader, Encoded& encoded) {
    Form form = encoded.opcode.form;
    if (form == Form::kModRm || form == Form::kModRmRegister) {
        uint8_t modrm = reader.U8();
        if (encoded.opcode.group == 20) {
            encoded.opcode = X87Opcode(encoded.code, modrm);
        } else if (encoded.opcode.effect == Effect::kGroup) {
            encoded.opcode = GroupMember(encoded.opcode, modrm);
        }
        ReadModRm(reader, modrm, encoded);
    }
    if (form == Form::kOffset) ReadOffset(reader, encoded);
    ReadImmediate(reader, encoded);
}

uint8_t LengthOf(const Encoded& encoded) {
    return encoded.length;
}

}  // namespace

Result<Encoded> TakeApart(Bytes code, uint64_t pc, bool mode_64) {
    bool cut = code.size() > kLongest;
    if (cut) code = code.first(kLongest);
    ByteReader reader(code);
    Result<Encoded> result;
    Encoded& encoded = *result;
    encoded.mode_64 = mode_64;
    encoded.pc = pc;
    ReadOpcode(reader, code, encoded);
    bool valid = encoded.opcode.effect != Effect::kInvalid && !(mode_64 && encoded.opcode.only_32) &&
                 !(!mode_64 && encoded.opcode.only_64);
    if (valid) ReadOperands(reader, encoded);
    if (!valid) encoded.opcode = {};
    if (!reader.ok()) {
        const bool is_long = cut && reader.error().code == ErrorCode::kTruncated;
        result = is_long ? Fail(ErrorCode::kMalformed, "more than the 15 bytes an instruction may have", kLongest)
                         : reader.Failure();
    } else {
        encoded.length = static_cast<uint8_t>(reader.offset());
    }
    return result;
}

Result<Instruction> Decode32(Bytes code, uint64_t pc, bool) {
    return TakeApart(code, pc, false).transform(Interpret);
}

Result<Instruction> Decode64(Bytes code, uint64_t pc, bool) {
    return TakeApart(code, pc, true).transform(Interpret);
}

Result<uint8_t> LengthIn32(Bytes code) {
    return TakeApart(code, 0, false).transform(LengthOf);
}

Result<uint8_t> LengthIn64(Bytes code) {
    return TakeApart(code, 0, true).transform(LengthOf);
}

}  // namespace faultbox::x86
