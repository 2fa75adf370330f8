#include "arch/arm/info.h"

#include "arch/arm/fault.h"
#include "arch/arm/registers.h"
#include "arch/common/bits.h"

namespace faultbox::arm {
namespace {

constexpr RegisterInfo kRegisters[] = {
    {"r0", "r0", 0},        {"r1", "r1", 1},    {"r2", "r2", 2},
    {"r3", "r3", 3},        {"r4", "r4", 4},    {"r5", "r5", 5},
    {"r6", "r6", 6},        {"r7", "r7", 7},    {"r8", "r8", 8},
    {"r9", "r9", 9},        {"r10", "r10", 10}, {"fp", "fp", 11},
    {"ip", "ip", 12},       {"sp", "sp", 13},   {"lr", "lr", 14},
    {"pc", "pc", 15},       {"psr", "psr", -1}, {"control", "Control", -1},
    {"table", "Table", -1}, {"dac", "DAC", -1},
};
static_assert(std::size(kRegisters) == kRegisterCount);

constexpr uint16_t kEmArm = 40;
constexpr unsigned kThumbBit = 5;  // DDI 0406C, B1.3.3: CPSR.T

bool IsThumb(const RegisterSet& registers) {
    return Bit(registers.Get(kPsr).value_or(0), kThumbBit);
}

}  // namespace

const ArchInfo kInfo = {
    .arch = Arch::kArm,
    .name = "arm",
    .elf_machine = kEmArm,
    .pointer_size = 4,
    .registers = kRegisters,
    .pc = kPc,
    .sp = kSp,
    .link = kLr,
    .decode_fault = DecodeFault,
    .is_thumb = IsThumb,
};

}  // namespace faultbox::arm
