#include "host/explain/wording.h"

#include <format>

#include "host/code/wrapped.h"

namespace faultbox {
namespace {

const char* Preposition(Access access) {
    return access == Access::kWrite ? "to" : "of";
}

std::string What(const Finding& finding) {
    if (finding.access == Access::kExecute) return "call";
    std::string what = WordFor(finding.access);
    if (finding.size) what += std::format(" of {} byte{}", *finding.size, *finding.size == 1 ? "" : "s");
    return what;
}

std::string Target(const Finding& finding) {
    const MemberAt& member = *finding.member;
    const std::string& pointer = finding.pointer->expression;
    if (finding.access == Access::kExecute) return std::format("through {}", pointer);
    const char* verb = finding.access == Access::kRead && finding.size ? "from" : Preposition(finding.access);
    return std::format("{} {}->{}", verb, pointer, member.path);
}

}  // namespace

const char* WordFor(Access access) {
    switch (access) {
        case Access::kRead:
            return "read";
        case Access::kWrite:
            return "write";
        case Access::kExecute:
            return "call";
        case Access::kUnknown:
            break;
    }
    return "access";
}

std::string Distance(int64_t bytes) {
    return std::format("{:#x} bytes {}", Magnitude(bytes), bytes < 0 ? "before" : "behind");
}

std::string ClaimOf(const Finding& finding, const ClassifiedValue& value) {
    const MemberAt& member = *finding.member;
    return std::format("{} {} ({} +{:#x}): {} is {}", What(finding), Target(finding), member.type, member.offset,
                       finding.pointer->expression, value.description);
}

}  // namespace faultbox
