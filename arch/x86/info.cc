#include "arch/x86/info.h"

#include "arch/x86/fault.h"
#include "arch/x86/registers.h"

namespace faultbox {
namespace {

bool IsNeverThumb(const RegisterSet&) {
    return false;
}

}  // namespace

namespace i386 {
namespace {

// DWARF numbers: System V ABI, Intel386 supplement, DWARF register number mapping. The return address, number 8, is
// eip.
constexpr RegisterInfo kRegisters[] = {
    {"eax", "EAX", 0},  {"ebx", "EBX", 3},  {"ecx", "ECX", 1},  {"edx", "EDX", 2},  {"esi", "ESI", 6},
    {"edi", "EDI", 7},  {"ebp", "EBP", 5},  {"esp", "ESP", 4},  {"eip", "EIP", 8},  {"eflags", "EFLAGS", 9},
    {"cs", "CS", 41},   {"ds", "DS", 43},   {"es", "ES", 40},   {"fs", "FS", 44},   {"gs", "GS", 45},
    {"ss", "SS", 42},   {"cr0", "CR0", -1}, {"cr2", "CR2", -1}, {"cr3", "CR3", -1}, {"cr4", "CR4", -1},
    {"dr0", "DR0", -1}, {"dr1", "DR1", -1}, {"dr2", "DR2", -1}, {"dr3", "DR3", -1}, {"dr6", "DR6", -1},
    {"dr7", "DR7", -1},
};
static_assert(std::size(kRegisters) == kRegisterCount);

constexpr uint16_t kEm386 = 3;

}  // namespace

const ArchInfo kInfo = {
    .arch = Arch::kI386,
    .name = "i386",
    .elf_machine = kEm386,
    .pointer_size = 4,
    .registers = kRegisters,
    .pc = kEip,
    .sp = kEsp,
    .link = kNoRegister,
    .decode_fault = x86::DecodePageFault,
    .is_thumb = IsNeverThumb,
};

}  // namespace i386

namespace x86_64 {
namespace {

// DWARF numbers: System V ABI, AMD64 supplement, DWARF register number mapping. The return address, number 16, is rip.
// Base and selector of fs and gs are printed behind one name: "FS:  00007f8f39f83700(0000) GS:ffff880470060000(0000)".
constexpr RegisterInfo kRegisters[] = {
    {"rax", "RAX", 0},
    {"rbx", "RBX", 3},
    {"rcx", "RCX", 2},
    {"rdx", "RDX", 1},
    {"rsi", "RSI", 4},
    {"rdi", "RDI", 5},
    {"rbp", "RBP", 6},
    {"rsp", "RSP", 7},
    {"r8", "R08", 8},
    {"r9", "R09", 9},
    {"r10", "R10", 10},
    {"r11", "R11", 11},
    {"r12", "R12", 12},
    {"r13", "R13", 13},
    {"r14", "R14", 14},
    {"r15", "R15", 15},
    {"rip", "RIP", 16},
    {"eflags", "EFLAGS", 49},
    {"orig_rax", "ORIG_RAX", -1},
    {"cs", "CS", 51},
    {"ss", "SS", 52},
    {"ds", "DS", 53},
    {"es", "ES", 50},
    {"fs", "FS", 54},
    {"gs", "GS", 55},
    {"fs_base", "FS", 58},
    {"gs_base", "GS", 59},
    {"kernel_gs_base", "knlGS", -1},
    {"cr0", "CR0", -1},
    {"cr2", "CR2", -1},
    {"cr3", "CR3", -1},
    {"cr4", "CR4", -1},
    {"dr0", "DR0", -1},
    {"dr1", "DR1", -1},
    {"dr2", "DR2", -1},
    {"dr3", "DR3", -1},
    {"dr6", "DR6", -1},
    {"dr7", "DR7", -1},
    {"pkru", "PKRU", -1},
};
static_assert(std::size(kRegisters) == kRegisterCount);

constexpr uint16_t kEmX86_64 = 62;

}  // namespace

const ArchInfo kInfo = {
    .arch = Arch::kX86_64,
    .name = "x86_64",
    .elf_machine = kEmX86_64,
    .pointer_size = 8,
    .registers = kRegisters,
    .pc = kRip,
    .sp = kRsp,
    .link = kNoRegister,
    .decode_fault = x86::DecodePageFault,
    .is_thumb = IsNeverThumb,
};

}  // namespace x86_64
}  // namespace faultbox
