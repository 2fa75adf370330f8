#include "arch/arm/decode.h"

#include "arch/arm/encoding.h"
#include "arch/common/byte_reader.h"

namespace faultbox::arm {

Result<Instruction> DecodeInstruction(Bytes code, uint64_t pc, bool thumb) {
    ByteReader reader(code);
    if (!thumb) {
        uint32_t word = reader.U32();
        if (!reader.ok()) return reader.Failure();
        return DecodeA32(word, pc);
    }
    uint16_t first = reader.U16();
    bool wide = Bits(first, 15, 11) >= 0b11101;  // A6.1
    uint16_t second = wide ? reader.U16() : 0;
    if (!reader.ok()) return reader.Failure();
    return wide ? DecodeT32Wide(first, second, pc) : DecodeT32Narrow(first, pc);
}

}  // namespace faultbox::arm
