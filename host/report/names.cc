#include "host/report/names.h"

#include <array>
#include <cstddef>
#include <format>

namespace faultbox {
namespace {

template <size_t kCount, typename Enum>
const char* Pick(const std::array<const char*, kCount>& names, Enum value) {
    return names[static_cast<size_t>(value)];
}

}  // namespace

const char* NameOf(Access access) {
    return Pick(std::to_array({"unknown", "read", "write", "execute"}), access);
}

const char* NameOf(Severity severity) {
    return Pick(std::to_array({"info", "warning", "error", "fatal"}), severity);
}

const char* NameOf(Relation relation) {
    return Pick(std::to_array({"root", "followed", "same-crash", "repeat"}), relation);
}

const char* NameOf(Confidence confidence) {
    return Pick(std::to_array({"possible", "likely", "certain"}), confidence);
}

const char* NameOf(InputKind kind) {
    return Pick(std::to_array({"ramoops", "pstore", "log", "record", "bundle", "error-record"}), kind);
}

const char* NameOf(FrameContext context) {
    return Pick(std::to_array({"task", "softirq", "irq", "nmi", "exception", "user", ""}), context);
}

const char* NameOf(SymbolFit fit) {
    return Pick(std::to_array<const char*>({nullptr, "build-id", "consistent", "unverified", "refused"}), fit);
}

std::string RegisterName(const ArchInfo* arch, uint32_t id) {
    return arch != nullptr && id < arch->registers.size() ? arch->registers[id].name : std::format("#{}", id);
}

}  // namespace faultbox
