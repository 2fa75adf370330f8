// Whether the kernel has a place for its last words.
#include <algorithm>
#include <optional>

#include "arch/common/text_line.h"
#include "target/selftest/checks.h"
#include "target/selftest/iomem.h"

namespace faultbox::selftest {
namespace {

constexpr char kBackEnd[] = "/sys/module/pstore/parameters/backend";

std::string_view TakeWord(std::string_view& line) {
    size_t end = std::min(line.find(' '), line.size());
    std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

// "pstore /sys/fs/pstore pstore rw,nosuid,nodev,noexec,relatime 0 0"
bool IsPstoreMount(std::string_view line) {
    TakeWord(line);
    std::string_view where = TakeWord(line);
    return where == "/sys/fs/pstore" && TakeWord(line) == "pstore";
}

enum class BackEnd : uint8_t { kNone, kRamoops, kOther };

BackEnd FindBackEnd(const System& system) {
    LineFile back_end(system, kBackEnd);
    // fs/pstore/platform.c, a parameter of type charp that nobody has set: lib/vsprintf.c prints "(null)".
    if (back_end.line().empty() || back_end.line() == "(null)") return BackEnd::kNone;
    return back_end.line() == "ramoops" ? BackEnd::kRamoops : BackEnd::kOther;
}

// Of ramoops.
std::optional<uint64_t> Parameter(const System& system, std::string_view name) {
    return LineFile(system, harvest::Path("/sys/module/ramoops/parameters") / name).number();
}

// What a check of ramoops says where there is none.
std::optional<Outcome> SayNotRamoops(const System& system, record::TextSink& say) {
    BackEnd back_end = FindBackEnd(system);
    if (back_end == BackEnd::kRamoops) return std::nullopt;
    bool is_other = back_end == BackEnd::kOther;
    say.Put(is_other ? "the back end is not ramoops" : "no back end of pstore is registered");
    return is_other ? Outcome::kOk : Outcome::kCannotTell;
}

Outcome SayUse(RangeUse use, bool has_reserved_memory, record::TextSink& say) {
    switch (use) {
        case RangeUse::kOutside:
            say.Put("the region lies outside System RAM");
            return Outcome::kOk;
        case RangeUse::kReservedRam:
            say.Put("the region lies in System RAM and is reserved there");
            return Outcome::kOk;
        case RangeUse::kHidden:
            say.Put("/proc/iomem hides its addresses");
            return Outcome::kCannotTell;
        case RangeUse::kUnreadable:
            return SayUnreadable("/proc/iomem", say);
        case RangeUse::kRam:
            break;
    }
    if (has_reserved_memory) {
        // 32-bit ARM prints no line for reserved-memory without no-map.
        say.Put("the region lies in System RAM, and only the device tree can have reserved it, without no-map");
        return Outcome::kCannotTell;
    }
    say.Put("the region lies in System RAM, where the kernel puts other things");
    return Outcome::kFail;
}

}  // namespace

Outcome CheckMounted(Subject& subject, record::TextSink& say) {
    Result<Bytes> mounts = subject.system.Read("/proc/mounts", subject.workspace.text);
    if (!mounts) return SayUnreadable("/proc/mounts", say);
    std::string_view text = AsText(*mounts);
    while (!text.empty()) {
        if (!IsPstoreMount(TakeLine(text))) continue;
        say.Put("pstore is mounted on /sys/fs/pstore");
        return Outcome::kOk;
    }
    say.Put("pstore is not mounted on /sys/fs/pstore");
    return Outcome::kFail;
}

Outcome CheckBackEnd(Subject& subject, record::TextSink& say) {
    if (FindBackEnd(subject.system) == BackEnd::kNone) {
        say.Put("no back end of pstore is registered");
        return Outcome::kFail;
    }
    say.Put("the back end is ");
    PutQuoted(say, LineFile(subject.system, kBackEnd).line());
    return Outcome::kOk;
}

Outcome CheckZones(Subject& subject, record::TextSink& say) {
    if (std::optional<Outcome> other = SayNotRamoops(subject.system, say)) return *other;
    // fs/pstore/ram.c, ramoops_probe puts there what the device tree says.
    constexpr std::string_view kZones[] = {"record_size", "console_size", "pmsg_size"};
    bool is_unknown = false;
    for (std::string_view zone : kZones) {
        std::optional<uint64_t> size = Parameter(subject.system, zone);
        is_unknown |= !size;
        if (!size || *size != 0) continue;
        say.Put(zone);
        say.Put(" of ramoops is 0");
        return Outcome::kFail;
    }
    say.Put(is_unknown ? "the sizes of ramoops cannot be read" : "ramoops has zones for dumps, console and pmsg");
    return is_unknown ? Outcome::kCannotTell : Outcome::kOk;
}

Outcome CheckConsole(Subject& subject, record::TextSink& say) {
    if (std::optional<Outcome> other = SayNotRamoops(subject.system, say)) return *other;
    Result<Bytes> consoles = subject.system.Read("/proc/consoles", subject.workspace.text);
    if (!consoles) return SayUnreadable("/proc/consoles", say);
    std::string_view text = AsText(*consoles);
    while (!text.empty()) {
        // "ramoops-1            -W- (E  p a)"; "pstore-1" before Linux 5.8 (fs/pstore/platform.c, pstore_console).
        std::string_view line = TakeLine(text);
        if (!line.starts_with("ramoops") && !line.starts_with("pstore")) continue;
        say.Put("the kernel's console goes to ramoops, too");
        return Outcome::kOk;
    }
    say.Put("the kernel's console does not go to ramoops");
    return Outcome::kFail;
}

Outcome CheckRegion(Subject& subject, record::TextSink& say) {
    if (std::optional<Outcome> other = SayNotRamoops(subject.system, say)) return *other;
    std::optional<uint64_t> begin = Parameter(subject.system, "mem_address");
    std::optional<uint64_t> size = Parameter(subject.system, "mem_size");
    if (!begin || !size || *size == 0) {
        say.Put("ramoops does not say where its region lies");
        return Outcome::kCannotTell;
    }
    Result<Bytes> read = subject.system.Read("/proc/iomem", subject.workspace.text);
    if (!read) return SayUse(RangeUse::kUnreadable, false, say);
    if (read->size() == subject.workspace.text.size()) {
        say.Put("/proc/iomem is longer than this program reads");
        return Outcome::kCannotTell;
    }
    std::string_view text = AsText(*read);
    // A property that each node with ranges of its own has (Documentation/devicetree/bindings/reserved-memory).
    bool has_reserved_memory = IsThere(subject.system, "/proc/device-tree/reserved-memory/#address-cells");
    return SayUse(FindRangeUse(text, *begin, *size), has_reserved_memory, say);
}

}  // namespace faultbox::selftest
