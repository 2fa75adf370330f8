#include "target/oops/cpu_line.h"

#include <algorithm>

#include "target/oops/event_builder.h"

namespace faultbox {
namespace {

constexpr std::string_view kNotTainted = "Not tainted";
constexpr std::string_view kTainted = "Tainted:";
constexpr std::string_view kKdump = "Kdump: loaded";

// "#1", then on some kernels the build id, the preemption model, or the name of the machine.
void ReadBuild(EventBuilder& builder, Cursor rest) {
    rest.SkipSpaces();
    if (rest.peek() == '#') {
        std::string_view build = rest.Token();
        if (build.ends_with(')')) build.remove_suffix(1);
        builder.event.build = build;
        rest.SkipSpaces();
    }
    std::string_view id = rest.Token();
    // SHA-1 or MD5, the two that `ld --build-id` makes.
    if (IsHex(id) && (id.size() == 40 || id.size() == 32)) builder.event.kernel_build_id = id;
}

// 4.4.45-g66454cd #66    (2.6.32-17-ridgerun #22)    6.1.192 #1  661dc844b3e3c0ebcd71d53209afae75aac6bfce
void ReadRelease(EventBuilder& builder, Cursor rest) {
    rest.SkipSpaces();
    rest.Skip("(");
    builder.event.release = rest.Token();
    ReadBuild(builder, rest);
}

// The release on a line of its own, where the CPU line was wrapped:
//   [  241.502405] CPU: 0 PID: 157 Comm: kworker/u3:1 Not tainted
//   6.1.153-stable-standard #1
bool ReadWrappedRelease(EventBuilder& builder, const Line& line, Cursor rest) {
    rest.SkipSpaces();
    if (line.has_prefix() || !IsDecimalDigit(rest.peek())) return false;
    builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    ReadRelease(builder, rest);
    return true;
}

// Flags, or the dashes that RHEL's kernels print for those that are not set: "GF          O--------------".
bool IsTaintFlags(std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
}

// Tainted: G           O       6.1.192 #1
// Tainted: GF          O--------------   3.10.0-123.9.3.el7.x86_64 #1
Cursor ReadTaintFlags(EventBuilder& builder, Cursor rest) {
    rest.SkipSpaces();
    std::string_view start = rest.rest();
    size_t size = 0;
    for (;;) {
        Cursor ahead = rest;
        if (!IsTaintFlags(ahead.Token())) break;
        size = start.size() - ahead.rest().size();
        ahead.SkipSpaces();
        rest = ahead;
    }
    builder.SetTaint(start.substr(0, size));
    return rest;
}

// "Kdump: loaded Not tainted 6.11.0 #1"
bool ReadKernel(EventBuilder& builder, Cursor rest) {
    rest.SkipSpaces();
    rest.Skip(kKdump);
    rest.SkipSpaces();
    if (rest.Skip(kNotTainted)) {
        builder.SetTaint({});
    } else if (rest.Skip(kTainted)) {
        rest = ReadTaintFlags(builder, rest);
    } else {
        return false;
    }
    rest.SkipSpaces();
    if (rest.at_end()) {
        builder.continuation = ReadWrappedRelease;
    } else {
        ReadRelease(builder, rest);
    }
    return true;
}

// The name of the task, which may hold blanks: up to what follows it.
std::string_view TakeComm(Cursor& rest) {
    rest.SkipSpaces();
    std::string_view text = rest.rest();
    size_t end = std::min({text.find(kNotTainted), text.find(kTainted), text.find(kKdump), text.size()});
    rest.Skip(text.substr(0, end));
    return Trim(text.substr(0, end));
}

bool TakeNumber(Cursor& rest, std::string_view label, std::optional<uint32_t>& number) {
    Cursor ahead = rest;
    ahead.SkipSpaces();
    if (!ahead.Skip(label)) return false;
    ahead.SkipSpaces();
    number = ahead.Decimal32();
    if (!number) return false;
    rest = ahead;
    return true;
}

}  // namespace

bool ReadTaintLine(EventBuilder& builder, const Line& line, Cursor) {
    return !builder.event.release.empty() || ReadKernel(builder, Cursor(line.text));
}

// CPU: 0    Not tainted  (2.6.32-17-ridgerun #22)
// CPU: 1 PID: 188 Comm: mediaserver Tainted: G      O  4.4.45-g66454cd #66
// CPU: 2 PID: 9 Comm: x Not tainted 5.13.0-rc6-next #1 c150a816…
// CPU: 0 UID: 0 PID: 1 Comm: swapper/0 Not tainted 6.18.0-rc1-00026-g1b1f04d8271e #16162 PREEMPT
bool ReadCpuLine(EventBuilder& builder, const Line&, Cursor rest) {
    std::optional<uint32_t> cpu = rest.Decimal32();
    if (!cpu) return false;
    std::optional<uint32_t> uid;
    std::optional<uint32_t> pid;
    std::string_view comm;
    TakeNumber(rest, "UID:", uid);
    if (TakeNumber(rest, "PID:", pid)) {
        rest.SkipSpaces();
        if (rest.Skip("Comm:")) comm = TakeComm(rest);
    }
    rest.SkipSpaces();
    bool kernel_follows =
        rest.rest().starts_with(kNotTainted) || rest.rest().starts_with(kTainted) || rest.rest().starts_with(kKdump);
    if (!pid && !kernel_follows) return false;
    CrashEvent& event = builder.event;
    bool same = (!event.cpu || event.cpu == cpu) && (!event.pid || !pid || event.pid == pid);
    if (builder.other_cpu || !same) return true;
    event.cpu = cpu;
    if (pid) event.pid = pid;
    if (event.comm.empty()) event.comm = comm;
    if (event.release.empty()) ReadKernel(builder, rest);
    return true;
}

// Pid: 8003, comm: Xorg Not tainted (2.6.27.9-159.fc10.i686 #1)
// Pid: 1473, comm: Xorg Not tainted 2.6.32-0.51.rc7.git2.fc13.i686 #1 2007CTO
bool ReadPidLine(EventBuilder& builder, const Line&, Cursor rest) {
    std::optional<uint32_t> pid = rest.Decimal32();
    if (!pid || !rest.Skip(", comm:")) return false;
    std::string_view comm = TakeComm(rest);
    if (builder.other_cpu || builder.event.pid) return true;
    builder.event.pid = pid;
    builder.event.comm = comm;
    ReadKernel(builder, rest);
    return true;
}

}  // namespace faultbox
