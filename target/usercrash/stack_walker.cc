#include "target/usercrash/stack_walker.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "target/usercrash/native_registers.h"
#include "target/usercrash/unwind_table.h"

namespace faultbox::usercrash {
namespace {

// Thumb's state bit is no part of an address; arm64 may have signed what is above an address of 48 bits.
uint64_t CodeAddress(uint64_t value) {
    if constexpr (kNativeArch == Arch::kArm) return value & ~uint64_t{1};
    if constexpr (kNativeArch == Arch::kArm64) return value & 0xffffffffffff;
    return value;
}

// One walk over one stack. libunwind calls it back for memory, registers and unwind tables.
class Walk {
  public:
    Walk(ProcessMemory& memory, const CodeMap& map, const ThreadLayout& layout, const RegisterSet& registers,
         ThreadStack& stack)
        : memory_(memory), map_(map), layout_(layout), registers_(registers), stack_(stack) {}

    WalkEnd Run(unw_addr_space_t space);

    static int FindProcInfo(unw_addr_space_t space, unw_word_t ip, unw_proc_info_t* info, int need, void* context);
    static int AccessMemory(unw_addr_space_t, unw_word_t address, unw_word_t* value, int write, void* context);
    static int AccessRegister(unw_addr_space_t, unw_regnum_t number, unw_word_t* value, int write, void* context);

  private:
    uint64_t Register(RegisterId id) const { return registers_.Get(id).value_or(0); }
    void AddFrame(uint64_t address, FrameTrust trust, bool interrupted);
    std::optional<uint64_t> GuessReturn();
    WalkEnd Steps(unw_addr_space_t space);
    WalkEnd EndOf(int error) const;

    ProcessMemory& memory_;
    const CodeMap& map_;
    const ThreadLayout& layout_;
    RegisterSet registers_;
    ThreadStack& stack_;
    bool found_table_ = false;  // for the function that is being stepped out of
};

void Walk::AddFrame(uint64_t address, FrameTrust trust, bool interrupted) {
    const CodeRange* range = map_.FindCode(address);
    stack_.frames.Append({address, range == nullptr ? kNoModule : range->module, trust, interrupted});
}

// Where the innermost function has no table or no code at all (a call of a bad pointer), its return address may still
// be where a call has put it.
std::optional<uint64_t> Walk::GuessReturn() {
    uint64_t address = 0;
    uint64_t sp = Register(layout_.sp);
    if (layout_.link != kNoRegister) {
        address = CodeAddress(Register(layout_.link));
    } else {
        std::array<uint8_t, sizeof(unw_word_t)> word;
        if (!memory_.Read(sp, word)) return std::nullopt;
        unw_word_t value;
        memcpy(&value, word.data(), sizeof(value));
        address = value;
        sp += sizeof(value);
    }
    if (map_.FindCode(address) == nullptr || address == CodeAddress(Register(layout_.pc))) return std::nullopt;
    registers_.Set(layout_.sp, sp);
    // As libunwind does for return addresses: the call decides which entry of a table holds.
    registers_.Set(layout_.pc, address - 1);
    return address;
}

WalkEnd Walk::EndOf(int error) const {
    // On ARM libunwind has one answer for an outermost function and for no information.
    if (error == 0) return found_table_ ? WalkEnd::kOutermost : WalkEnd::kNoTable;
    return error == -UNW_ENOINFO || error == -UNW_ESTOPUNWIND || !found_table_ ? WalkEnd::kNoTable
                                                                               : WalkEnd::kBadMemory;
}

// Steps outward from the registers at hand.
WalkEnd Walk::Steps(unw_addr_space_t space) {
    unw_cursor_t cursor;
    if (unw_init_remote(&cursor, space, this) != 0) return WalkEnd::kBadMemory;
    uint64_t last_sp = Register(layout_.sp);
    for (bool is_first = true;; is_first = false) {
        if (stack_.frames.full()) return WalkEnd::kTooManyFrames;
        bool from_signal = unw_is_signal_frame(&cursor) > 0;
        found_table_ = false;
        int stepped = unw_step(&cursor);
        if (stepped <= 0) return EndOf(stepped);
        unw_word_t ip = 0;
        unw_word_t sp = 0;
        if (unw_get_reg(&cursor, UNW_REG_IP, &ip) != 0 || unw_get_reg(&cursor, UNW_REG_SP, &sp) != 0) {
            return WalkEnd::kBadMemory;
        }
        uint64_t address = CodeAddress(ip);
        if (address == 0) return WalkEnd::kOutermost;
        if (map_.FindCode(address) == nullptr) return WalkEnd::kNoCode;
        // Only a function that has put nothing on the stack, and that is the innermost, has its caller's sp. A signal
        // may have come on a stack of its own, which lies anywhere.
        if (!from_signal && (sp < last_sp || (sp == last_sp && !is_first))) return WalkEnd::kNoProgress;
        last_sp = sp;
        stack_.outermost_sp = sp;
        AddFrame(address, found_table_ ? FrameTrust::kUnwindTable : FrameTrust::kGuess, from_signal);
    }
}

WalkEnd Walk::Run(unw_addr_space_t space) {
    uint64_t pc = CodeAddress(Register(layout_.pc));
    AddFrame(pc, FrameTrust::kRegister, true);
    WalkEnd end = WalkEnd::kNoCode;
    if (map_.FindCode(pc) != nullptr) {
        end = Steps(space);
        if (end != WalkEnd::kNoTable || stack_.frames.size() != 1) return end;
    }
    std::optional<uint64_t> caller = GuessReturn();
    if (!caller) return end;
    AddFrame(*caller, FrameTrust::kGuess, false);
    return Steps(space);
}

int Walk::FindProcInfo(unw_addr_space_t space, unw_word_t ip, unw_proc_info_t* info, int need, void* context) {
    Walk& walk = *static_cast<Walk*>(context);
    const Module* module = walk.map_.FindModule(CodeAddress(ip));
    if (module == nullptr) return -UNW_ENOINFO;
    int found =
        FindUnwindEntry(walk.memory_, *module, space, static_cast<unw_word_t>(CodeAddress(ip)), info, need, context);
    walk.found_table_ = found == 0;
    return found;
}

int Walk::AccessMemory(unw_addr_space_t, unw_word_t address, unw_word_t* value, int write, void* context) {
    if (write != 0) return -UNW_EINVAL;
    std::array<uint8_t, sizeof(unw_word_t)> word;
    if (!static_cast<Walk*>(context)->memory_.Read(address, word)) return -UNW_EINVAL;
    memcpy(value, word.data(), sizeof(*value));
    return 0;
}

int Walk::AccessRegister(unw_addr_space_t, unw_regnum_t number, unw_word_t* value, int write, void* context) {
    std::optional<uint64_t> known = static_cast<Walk*>(context)->registers_.Get(FindUnwindRegister(number));
    if (write != 0 || !known) return -UNW_EBADREG;
    *value = static_cast<unw_word_t>(*known);
    return 0;
}

int NoFloatingPoint(unw_addr_space_t, unw_regnum_t, unw_fpreg_t*, int, void*) {
    return -UNW_EBADREG;
}

int NoDynamicInfo(unw_addr_space_t, unw_word_t*, void*) {
    return -UNW_ENOINFO;
}

void KeepProcInfo(unw_addr_space_t, unw_proc_info_t*, void*) {}

int NoResume(unw_addr_space_t, unw_cursor_t*, void*) {
    return -UNW_EINVAL;
}

int NoName(unw_addr_space_t, unw_word_t, char*, size_t, unw_word_t*, void*) {
    return -UNW_ENOINFO;
}

unw_addr_space_t AddressSpace() {
    static unw_accessors_t accessors = {Walk::FindProcInfo,   KeepProcInfo,    NoDynamicInfo, Walk::AccessMemory,
                                        Walk::AccessRegister, NoFloatingPoint, NoResume,      NoName};
    static unw_addr_space_t space = unw_create_addr_space(&accessors, 0);
    return space;
}

}  // namespace

void PrepareStackWalks() {
    class NoMemory : public ProcessMemory {
        bool Read(uint64_t, std::span<uint8_t>) override { return false; }
    } memory;
    CodeMap map;
    ThreadStack stack;
    Walk walk(memory, map, ThreadLayout{}, {}, stack);
    unw_cursor_t cursor;
    // Fails for want of registers, behind the initialization.
    if (unw_addr_space_t space = AddressSpace()) (void)unw_init_remote(&cursor, space, &walk);
}

void WalkStack(ProcessMemory& memory, const CodeMap& map, const ThreadLayout& layout, const CoreThread& thread,
               ThreadStack& stack) {
    unw_addr_space_t space = layout.arch == kNativeArch ? AddressSpace() : nullptr;
    if (space == nullptr) {
        uint64_t pc = thread.registers.Get(layout.pc).value_or(0);
        const CodeRange* range = map.FindCode(pc);
        stack.frames.Append({pc, range == nullptr ? kNoModule : range->module, FrameTrust::kRegister, true});
        stack.end = WalkEnd::kNoUnwinder;
        return;
    }
    stack.end = Walk(memory, map, layout, thread.registers, stack).Run(space);
}

}  // namespace faultbox::usercrash
