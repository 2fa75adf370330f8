#include "target/oops/x86_fault.h"

#include "arch/common/bits.h"
#include "arch/x86/registers.h"

namespace faultbox {
namespace {

// Bits of a page fault's error code: SDM volume 3A, section 4.7; arch/x86/include/asm/trap_pf.h.
constexpr unsigned kProtection = 0;  ///< The page was there but forbade the access.
constexpr unsigned kUser = 2;
constexpr unsigned kReservedBit = 3;

// Addresses below it are of processes (Documentation/arch/x86/x86_64/mm.rst, with 5-level tables).
constexpr uint64_t kUserEnd64 = uint64_t{1} << 56;

// "paging request" is what the kernel says of a page it may not touch, too.
void SettleKind(CrashEvent& event) {
    const EventFault& fault = event.fault;
    if (event.kind == EventKind::kUnknown && (fault.status || fault.address)) event.kind = EventKind::kPageFault;
    if (event.kind != EventKind::kPageFault || !fault.status) return;
    if (!Bit(*fault.status, kProtection) || Bit(*fault.status, kReservedBit)) return;
    bool of_user = event.arch == Arch::kX86_64 && fault.address && *fault.address < kUserEnd64;
    event.kind = of_user && !Bit(*fault.status, kUser) ? EventKind::kUserAccessFault : EventKind::kProtectionFault;
}

// CR2 is the address of the last page fault; with any other trap it is stale.
void SettleAddress(EventBuilder& builder, RegisterId cr2) {
    if (!builder.event.fault.status || !builder.event.registers.Has(cr2)) return;
    Line line;
    line.number = builder.cr2_line;
    builder.SetFaultAddress(builder.register_digits(cr2), line);
}

void SettleX86(EventBuilder& builder) {
    CrashEvent& event = builder.event;
    bool wide = event.arch == Arch::kX86_64;
    auto pc = wide ? RegisterId{x86_64::kRip} : RegisterId{i386::kEip};
    auto sp = wide ? RegisterId{x86_64::kRsp} : RegisterId{i386::kEsp};
    if (!event.pc.address) event.pc.address = event.registers.Get(pc);
    if (!event.stack.words.empty()) event.stack.address = event.registers.Get(sp);
    SettleAddress(builder, wide ? RegisterId{x86_64::kCr2} : RegisterId{i386::kCr2});
    SettleKind(event);
}

}  // namespace

bool SetX86(EventBuilder& builder, Arch arch) {
    CrashEvent& event = builder.event;
    if (event.arch != arch && !event.registers.empty()) return false;
    event.arch = arch;
    builder.settle = SettleX86;
    return true;
}

Arch X86OfDigits(size_t digits) {
    if (digits == 16) return Arch::kX86_64;
    return digits == 8 ? Arch::kI386 : Arch::kUnknown;
}

bool InTrace(const EventBuilder& builder) {
    return !builder.event.traces.empty();
}

void StateRegister(EventBuilder& builder, RegisterId id, std::string_view digits, unsigned width, const Line& line) {
    std::string_view before = builder.register_digits(id);
    if (before.empty()) return builder.SetRegister(id, digits, width, line);
    if (builder.other_cpu || ParseHex(before) == ParseHex(digits)) return;
    builder.AddDamage(DamageKind::kDiscrepancy, line.number, digits, before);
}

void StatePlace(EventBuilder& builder, const CodeLocation& where, const Line& line) {
    CodeLocation& pc = builder.event.pc;
    if (builder.other_cpu || where.empty()) return;
    if (pc.symbol.empty()) {
        std::optional<uint64_t> address = pc.address;
        pc = where;
        if (!pc.address) pc.address = address;
        return;
    }
    if (where.symbol.empty() || (where.symbol == pc.symbol && where.offset == pc.offset)) return;
    builder.AddDamage(DamageKind::kDiscrepancy, line.number, where.symbol, pc.symbol);
}

}  // namespace faultbox
