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

bool ReadWrappedModules(EventBuilder& builder, const Line& line, Cursor rest);

// [last unloaded: bcmhdhd]    [last unloaded: foo(O)]
void ReadLastUnloaded(EventBuilder& builder, Cursor rest) {
    if (!rest.SkipPast("[last unloaded:")) return;
    rest.SkipSpaces();
    builder.AddFact("last_unloaded", Trim(rest.Until("]")));
}

void ReadModules(EventBuilder& builder, const Line& line, Cursor rest) {
    if (line.prefix_size + line.text.size() >= kShortestWrap) builder.continuation = ReadWrappedModules;
    for (;;) {
        rest.SkipSpaces();
        if (rest.at_end()) return;
        if (rest.peek() == '[') {
            builder.continuation = nullptr;
            return ReadLastUnloaded(builder, rest);
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

// Terminals and mails break the line without a prefix on what follows.
bool ReadWrappedModules(EventBuilder& builder, const Line& line, Cursor rest) {
    if (line.has_prefix() || rest.at_end() || !IsAllModules(rest)) return false;
    builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    ReadModules(builder, line, rest);
    return true;
}

}  // namespace

// Modules linked in: bcmhdhd exfat(O) cmemk(O) pvrsvkm(O) [last unloaded: bcmhdhd]
bool ReadModuleList(EventBuilder& builder, const Line& line, Cursor rest) {
    if (builder.other_cpu || !builder.event.modules.empty()) return true;
    ReadModules(builder, line, rest);
    return true;
}

}  // namespace faultbox
