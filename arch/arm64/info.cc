#include "arch/arm64/info.h"

#include "arch/arm64/fault.h"
#include "arch/arm64/registers.h"

namespace faultbox::arm64 {
namespace {

// DWARF numbers: AADWARF64, section 4.1. The pc has one (32) that nothing but a CFA rule uses.
constexpr RegisterInfo kRegisters[] = {
    {"x0", "x0", 0},    {"x1", "x1", 1},    {"x2", "x2", 2},    {"x3", "x3", 3},          {"x4", "x4", 4},
    {"x5", "x5", 5},    {"x6", "x6", 6},    {"x7", "x7", 7},    {"x8", "x8", 8},          {"x9", "x9", 9},
    {"x10", "x10", 10}, {"x11", "x11", 11}, {"x12", "x12", 12}, {"x13", "x13", 13},       {"x14", "x14", 14},
    {"x15", "x15", 15}, {"x16", "x16", 16}, {"x17", "x17", 17}, {"x18", "x18", 18},       {"x19", "x19", 19},
    {"x20", "x20", 20}, {"x21", "x21", 21}, {"x22", "x22", 22}, {"x23", "x23", 23},       {"x24", "x24", 24},
    {"x25", "x25", 25}, {"x26", "x26", 26}, {"x27", "x27", 27}, {"x28", "x28", 28},       {"x29", "x29", 29},
    {"lr", "lr", 30},   {"sp", "sp", 31},   {"pc", "pc", 32},   {"pstate", "pstate", -1}, {"pmr", "pmr_save", -1},
};
static_assert(std::size(kRegisters) == kRegisterCount);

constexpr uint16_t kEmAarch64 = 183;

bool IsThumb(const RegisterSet&) {
    return false;
}

}  // namespace

const ArchInfo kInfo = {
    .arch = Arch::kArm64,
    .name = "arm64",
    .elf_machine = kEmAarch64,
    .pointer_size = 8,
    .registers = kRegisters,
    .pc = kPc,
    .sp = kSp,
    .link = kLr,
    .decode_fault = DecodeFault,
    .is_thumb = IsThumb,
};

}  // namespace faultbox::arm64
