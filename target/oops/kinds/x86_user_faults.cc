#include "target/oops/code_line.h"
#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/process.h"
#include "target/oops/x86_fault.h"

namespace faultbox {
namespace {

// Signals of POSIX by their numbers on x86.
constexpr uint8_t kIll = 4;
constexpr uint8_t kTrap = 5;
constexpr uint8_t kBus = 7;
constexpr uint8_t kFpe = 8;
constexpr uint8_t kSegv = 11;

struct TrapSignal {
    std::string_view name;
    uint8_t signal;
};

// The traps of arch/x86/kernel/traps.c and the signal that each of them sends.
constexpr TrapSignal kSignals[] = {
    {"invalid opcode", kIll},
    {"divide error", kFpe},
    {"int3", kTrap},
    {"debug", kTrap},
    {"overflow", kSegv},
    {"bounds", kSegv},
    {"stack segment", kBus},
    {"segment not present", kBus},
    {"alignment check", kBus},
    {"fpu exception", kFpe},
    {"simd exception", kFpe},
    {"invalid TSS", kSegv},
    {"general protection", kSegv},
    {"control protection", kSegv},
    {"bad frame", kSegv},
};

constexpr std::string_view kNull = "0";

// ip 00007f5c028d10db    ip:6abbe9    ip           (null)
std::string_view ValueOf(std::string_view text, std::string_view name) {
    Cursor rest(text);
    while (rest.SkipPast(name)) {
        rest.Skip(":");
        rest.SkipSpaces();
        if (rest.Skip("(null)")) return kNull;
        std::string_view digits = rest.HexDigits();
        if (!digits.empty()) return digits;
    }
    return {};
}

// " in libc-2.17.so[7f2233965000+1b7000]": a place in a mapping; " in libc.so.6[28000,7f2233965000+155000]" of newer
// kernels, which begins with the place in the file (print_vma_addr, mm/memory.c).
void ReadMapping(EventBuilder& builder, Cursor rest, std::optional<uint64_t> ip) {
    if (!rest.SkipPast(" in ")) return;
    std::string_view module = rest.Until("[");
    std::optional<uint64_t> start = rest.Hex();
    std::optional<uint64_t> in_file;
    if (rest.Skip(",")) {
        in_file = start;
        start = rest.Hex();
    }
    if (!start || !rest.Skip("+")) return;
    std::optional<uint64_t> size = rest.Hex();
    if (!size || !rest.Skip("]")) return;
    builder.AddFact("user.module", module);
    if (ip && *ip >= *start && *ip - *start < *size) builder.AddHexFact("user.offset", *ip - *start);
    builder.AddHexFact("user.file_offset", in_file);
    builder.AddHexFact("user.mapping", start);
    if (rest.SkipPast("likely on CPU ")) builder.AddNumberFact("user.likely_cpu", rest.Decimal());
}

// Code: 48 8b 45 e8 <8b> 00, of the process, below its line since 4.20 (show_signal_msg, arch/x86/mm/fault.c).
bool ReadUserCode(EventBuilder& builder, const Line& line, Cursor rest) {
    return rest.Skip("Code:") && ReadCodeLine(builder, line, rest);
}

// php-fpm[26318]    traps: Web Content[28635]
void ReadProcess(EventBuilder& builder, std::string_view text) {
    Cursor rest(text);
    rest.Skip("traps: ");
    builder.event.comm = rest.Until("[");
    builder.event.pid = rest.Decimal32();
    builder.AddFact("user.process", builder.event.comm);
    builder.single_line = true;
    builder.continuation = ReadUserCode;
}

void ReadState(EventBuilder& builder, Cursor rest) {
    std::string_view text = rest.rest();
    std::string_view ip = ValueOf(text, "ip");
    builder.AddHexFact("user.ip", ParseHex(ip));
    if (ParseHex(ip).value_or(0) > UINT32_MAX) builder.event.arch = Arch::kX86_64;
    builder.AddHexFact("user.sp", ParseHex(ValueOf(text, "sp")));
    builder.AddHexFact("user.error", ParseHex(ValueOf(text, "error")));
    ReadMapping(builder, rest, ParseHex(ip));
}

// php-fpm[26318]: segfault at 7f223d1df128 ip 000000000067a851 sp 00007ffff953ef20 error 4 in php-fpm[400000+860000]
// start-stop-daem[1835]: segfault at 0 ip           (null) sp 00007ffc2c02c8d0 error 14 in start-stop-daemon[…]
// Until 2.6.24 on 64 bits "rip" and "rsp" with as many digits, and no file (do_page_fault, arch/x86_64/mm/fault.c).
void BeginSegfault(EventBuilder& builder, const Line& line, Cursor rest) {
    ReadProcess(builder, Trim(line.text));
    builder.AddNumberFact("user.signal", kSegv);
    rest.SkipSpaces();
    std::optional<uint64_t> address = rest.Skip("(null)") ? 0 : rest.Hex();
    builder.AddHexFact("user.address", address);
    builder.event.fault.address = address;
    std::string_view ip = ValueOf(rest.rest(), "ip");
    builder.event.arch = X86OfDigits(ip.size());
    builder.SetFaultStatus(ValueOf(rest.rest(), "error"), line);
    ReadState(builder, rest);
}

// traps: php-fpm[27016] general protection ip:6abbe9 sp:7ffff953ee30 error:0 in php-fpm[400000+860000]
// traps: a[15511] trap invalid opcode ip:55db2f26fa9b sp:7fff904b0b80 error:0 in a[55db2f26c000+6000]
// init[1] bad frame in rt_sigreturn frame:00007ffeaf881638 ip:7fbde926f700 sp:7ffeaf881bf8 orax:ffffffffffffffff in …
void BeginUserTrap(EventBuilder& builder, const Line& line, Cursor) {
    std::string_view text = Trim(line.text);
    ReadProcess(builder, text);
    Cursor rest(text.substr(BehindProcess(text)));
    rest.Skip(":");
    rest.Skip(" ");
    rest.Skip("trap ");
    for (const TrapSignal& trap : kSignals) {
        if (!rest.rest().starts_with(trap.name)) continue;
        builder.AddFact("user.trap", rest.rest().substr(0, trap.name.size()));
        builder.AddNumberFact("user.signal", trap.signal);
        break;
    }
    rest.Skip("bad frame in ");
    ReadState(builder, rest);
}

bool HasPointers(Cursor rest) {
    return !ValueOf(rest.rest(), "ip").empty() && !ValueOf(rest.rest(), "sp").empty();
}

constexpr EventRule kRules[] = {
    {": bad frame in ", EventKind::kUserFault, Severity::kWarning, BeginUserTrap, nullptr, HasPointers},
    {": segfault at ", EventKind::kUserFault, Severity::kWarning, BeginSegfault, nullptr, HasPointers},
    {" general protection", EventKind::kUserFault, Severity::kWarning, BeginUserTrap, nullptr, HasPointers},
    {" control protection", EventKind::kUserFault, Severity::kWarning, BeginUserTrap, nullptr, HasPointers},
    {" trap ", EventKind::kUserFault, Severity::kWarning, BeginUserTrap, nullptr, HasPointers},
    {" bad frame in ", EventKind::kUserFault, Severity::kWarning, BeginUserTrap, nullptr, HasPointers},
};

}  // namespace

constinit const std::span<const EventRule> kX86UserFaultEvents = kRules;

}  // namespace faultbox
