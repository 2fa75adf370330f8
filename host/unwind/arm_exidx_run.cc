#include <bit>

#include "arch/arm/registers.h"
#include "arch/common/bits.h"
#include "arch/common/byte_reader.h"
#include "host/unwind/arm_exidx.h"

namespace faultbox::unwind {
namespace {

using namespace arm;

constexpr uint32_t kWord = 4;
constexpr uint32_t kDoubleword = 8;
constexpr uint8_t kFinish = 0xb0;

class Run {
  public:
    Run(Bytes instructions, RegisterSet& registers, const StackMemory& memory)
        : reader_(instructions), registers_(registers), memory_(memory) {
        std::optional<uint64_t> sp = registers.Get(kSp);
        if (!sp) reader_.Fail(ErrorCode::kNotFound, "sp is not known");
        vsp_ = static_cast<uint32_t>(sp.value_or(0));
    }

    Result<void> Finish() {
        bool done = false;
        while (reader_.ok() && !reader_.at_end() && !done) {
            uint8_t byte = reader_.U8();
            done = byte == kFinish;
            if (!done) Step(byte);
        }
        if (!popped_pc_ && registers_.Has(kLr)) registers_.Set(kPc, *registers_.Get(kLr));
        if (!popped_pc_ && !registers_.Has(kLr)) reader_.Fail(ErrorCode::kNotFound, "lr is not known");
        registers_.Set(kSp, vsp_);
        if (!reader_.ok()) return reader_.Failure();
        return {};
    }

  private:
    void Step(uint8_t byte);
    void StepB(uint8_t byte);
    void StepC(uint8_t byte);
    void PopMask(uint32_t mask);
    void Skip(uint32_t count, uint32_t size, uint32_t more = 0) { vsp_ += count * size + more; }
    void Spare() { reader_.Fail(ErrorCode::kUnsupported, "unwinding instruction is not known"); }

    ByteReader reader_;
    RegisterSet& registers_;
    const StackMemory& memory_;
    uint32_t vsp_ = 0;
    bool popped_pc_ = false;
};

void Run::PopMask(uint32_t mask) {
    std::optional<uint64_t> new_sp;
    for (RegisterId id = 0; id <= kPc; ++id) {
        if (!Bit(mask, id)) continue;
        std::optional<uint64_t> word = memory_.Word(vsp_);
        if (!word) return reader_.Fail(ErrorCode::kNotFound, "a word outside the captured stack");
        if (id == kSp) {
            new_sp = word;
        } else {
            registers_.Set(id, *word);
        }
        vsp_ += kWord;
    }
    if (Bit(mask, kPc)) popped_pc_ = true;
    if (new_sp) vsp_ = static_cast<uint32_t>(*new_sp);
}

void Run::Step(uint8_t byte) {
    uint32_t low6 = byte & 0x3f;
    uint32_t low4 = byte & 0xf;
    switch (byte >> 4) {
        case 0x0:
        case 0x1:
        case 0x2:
        case 0x3:
            vsp_ += (low6 << 2) + 4;
            return;
        case 0x4:
        case 0x5:
        case 0x6:
        case 0x7:
            vsp_ -= (low6 << 2) + 4;
            return;
        case 0x8: {
            uint32_t mask = (low4 << 8) | reader_.U8();
            if (mask == 0) return reader_.Fail(ErrorCode::kNotFound, "the table says not to unwind");
            return PopMask(mask << 4);
        }
        case 0x9: {
            if (low4 == kSp || low4 == kPc) return Spare();
            std::optional<uint64_t> value = registers_.Get(static_cast<RegisterId>(low4));
            if (!value) return reader_.Fail(ErrorCode::kNotFound, "a register that is not known");
            vsp_ = static_cast<uint32_t>(*value);
            return;
        }
        case 0xa: {
            uint32_t r4_up = ((2u << (byte & 7)) - 1) << kR4;
            return PopMask(r4_up | ((byte & 8) != 0 ? 1u << kLr : 0));
        }
        case 0xb:
            return StepB(byte);
        default:
            return StepC(byte);
    }
}

void Run::StepB(uint8_t byte) {
    if (byte >= 0xb8) return Skip((byte & 7) + 1, kDoubleword, kWord);  // D8 up, as FSTMFDX stored them.
    switch (byte) {
        case 0xb1: {
            uint8_t mask = reader_.U8();
            if (mask == 0 || mask > 0xf) return Spare();
            return PopMask(mask);
        }
        case 0xb2:
            vsp_ += 0x204 + static_cast<uint32_t>(reader_.Uleb128() << 2);
            return;
        case 0xb3:  // VFP registers as FSTMFDX stored them, which adds a word.
            return Skip((reader_.U8() & 0xf) + 1, kDoubleword, kWord);
        case 0xb4:  // Return address authentication code.
            return Skip(1, kWord);
        case 0xb5:  // The code was made with this vsp.
            return;
        default:
            return Spare();
    }
}

void Run::StepC(uint8_t byte) {
    bool is_iwmmxt_data = byte <= 0xc5;
    bool is_vfp_from_d8 = (byte & 0xf8) == 0xd0;
    if (is_iwmmxt_data || is_vfp_from_d8) return Skip((byte & 7) + 1, kDoubleword);
    switch (byte) {
        case 0xc6:  // iWMMXt data registers; VFP registers as VPUSH stored them.
        case 0xc8:
        case 0xc9:
            return Skip((reader_.U8() & 0xf) + 1, kDoubleword);
        case 0xc7: {  // iWMMXt control registers.
            uint8_t mask = reader_.U8();
            if (mask == 0 || mask > 0xf) return Spare();
            return Skip(static_cast<uint32_t>(std::popcount(mask)), kWord);
        }
        default:
            return Spare();
    }
}

}  // namespace

Result<void> RunExidx(Bytes instructions, RegisterSet& registers, const StackMemory& memory) {
    return Run(instructions, registers, memory).Finish();
}

}  // namespace faultbox::unwind
