#include "target/oops/module_list.h"

#include "target/oops/event_builder.h"

namespace faultbox {
namespace {

// A shorter line was not wrapped by any logger.
constexpr size_t kShortestWrap = 60;

bool IsModuleChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDecimalDigit(c) || c == '_' || c == '-';
}

// bcmhdhd    exfat(O)    omap3_isp(+)    c(OE-)
bool ReadModule(std::string_view word, LoadedModule& module) {
    size_t size = 0;
    while (size < word.size() && IsModuleChar(word[size])) ++size;
    module.name = word.substr(0, size);
    std::string_view flags = word.substr(size);
    if (flags.empty()) return size != 0;
    if (size == 0 || flags.size() < 3 || flags.front() != '(' || flags.back() != ')') return false;
    module.taint = flags.substr(1, flags.size() - 2);
    return true;
}

// [last unloaded: bcmhdhd]    [last unloaded: foo(O)]
// Another processor's message may stand inside: [last unloaded: ip[13380621.257935] Modules linked in: …
void ReadLastUnloaded(EventBuilder& builder, const Line& line, Cursor rest) {
    if (!rest.SkipPast("[last unloaded:")) return;
    rest.SkipSpaces();
    std::string_view name = Trim(rest.Until("]"));
    builder.modules_torn = name.contains('[');
    if (builder.modules_torn) return builder.AddDamage(DamageKind::kTornLine, line.number, name);
    builder.AddFact("last_unloaded", name);
}

void ReadModules(EventBuilder& builder, const Line& line, Cursor rest) {
    bool may_go_on = line.prefix_size + line.text.size() >= kShortestWrap || Trim(rest.rest()).empty() || !line.time_us;
    if (may_go_on) builder.continuation = ReadWrappedModules;
    for (;;) {
        rest.SkipSpaces();
        if (rest.at_end()) return;
        if (rest.peek() == '[') {
            builder.continuation = nullptr;
            return ReadLastUnloaded(builder, line, rest);
        }
        std::string_view word = rest.Token();
        LoadedModule module;
        if (ReadModule(word, module)) {
            builder.event.modules.Append(module);
        } else {
            builder.AddDamage(DamageKind::kUnreadable, line.number, word);
        }
    }
}

bool IsAllModules(Cursor rest) {
    for (rest.SkipSpaces(); !rest.at_end(); rest.SkipSpaces()) {
        if (rest.peek() == '[') return rest.Skip("[last unloaded:");
        LoadedModule module;
        if (!ReadModule(rest.Token(), module)) return false;
    }
    return true;
}

}  // namespace

// The kernel breaks a list of more than a thousand characters itself, and begins the next line with a blank. Terminals
// and mails break it without a prefix on what follows, netconsole's receivers without the kernel's time:
//   Feb  9 12:50:38 h01 [6437762.554109] Modules linked in:
//   Feb  9 12:50:38 h01 tcm_loop
bool ReadWrappedModules(EventBuilder& builder, const Line& line, Cursor rest) {
    bool of_kernel = line.time_us && line.text.starts_with(' ');
    bool broken = !line.has_prefix() || (!line.time_us && builder.event.time_us);
    if ((!of_kernel && !broken) || rest.at_end() || !IsAllModules(rest)) return false;
    if (broken) builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    ReadModules(builder, line, rest);
    return true;
}

// Modules linked in: bcmhdhd exfat(O) cmemk(O) pvrsvkm(O) [last unloaded: bcmhdhd]
bool ReadModuleList(EventBuilder& builder, const Line& line, Cursor rest) {
    if (builder.other_cpu || (!builder.event.modules.empty() && !builder.modules_torn)) return true;
    builder.event.modules.clear();
    builder.modules_torn = false;
    ReadModules(builder, line, rest);
    return true;
}

}  // namespace faultbox
