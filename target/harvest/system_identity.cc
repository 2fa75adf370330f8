#include "target/harvest/system_identity.h"

#include <fcntl.h>

#include <algorithm>
#include <optional>

#include "arch/common/byte_reader.h"
#include "arch/common/number_text.h"
#include "target/journal/file_descriptor.h"
#include "target/record/build_id.h"

namespace faultbox::harvest {
namespace {

using journal::FileDescriptor;

// MODULE_NAME_LEN of the kernel is 56 or 64 less a pointer.
constexpr size_t kMaxModuleName = 64;

BuildId ReadBuildId(const char* path) {
    BuildId id;
    std::array<uint8_t, 4096> notes;
    FileDescriptor file(open(path, O_RDONLY | O_CLOEXEC));
    if (!file.ok()) return id;
    Result<size_t> size = file.ReadAll(notes);
    if (!size) return id;
    Result<Bytes> found = record::FindBuildId(std::span(notes).first(*size));
    if (!found || found->size() > id.bytes.size()) return id;
    std::ranges::copy(*found, id.bytes.begin());
    id.size = found->size();
    return id;
}

// "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0\n"
std::optional<std::array<uint8_t, 16>> ReadBootId() {
    std::array<uint8_t, 64> text;
    FileDescriptor file(open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
    if (!file.ok()) return std::nullopt;
    Result<size_t> size = file.ReadAll(text);
    if (!size) return std::nullopt;
    auto end = std::remove(text.begin(), text.begin() + *size, '-');
    if (end - text.begin() < 32) return std::nullopt;
    std::array<uint8_t, 16> id;
    for (size_t i = 0; i < id.size(); ++i) {
        std::optional<uint64_t> byte = ParseNumber(AsText(Bytes(text).subspan(2 * i, 2)), 16);
        if (!byte) return std::nullopt;
        id[i] = static_cast<uint8_t>(*byte);
    }
    return id;
}

bool IsModuleName(std::string_view name) {
    auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= kMaxModuleName && std::ranges::all_of(name, allowed);
}

}  // namespace

uint32_t BootOf(const SystemIdentity& system) {
    return system.boot_id().size() >= 4 ? ByteReader(system.boot_id()).U32() : 0;
}

RunningSystem::RunningSystem() : kernel_build_id_(ReadBuildId("/sys/kernel/notes")) {
    if (uname(&names_) != 0) names_ = {};
    if (std::optional<std::array<uint8_t, 16>> id = ReadBootId()) {
        boot_id_ = *id;
        boot_id_size_ = id->size();
    }
}

BuildId RunningSystem::ModuleBuildId(std::string_view module) const {
    if (!IsModuleName(module)) return {};
    constexpr std::string_view kBefore = "/sys/module/";
    constexpr std::string_view kAfter = "/notes/.note.gnu.build-id";
    std::array<char, kBefore.size() + kMaxModuleName + kAfter.size() + 1> path{};
    char* out = std::ranges::copy(kBefore, path.begin()).out;
    out = std::ranges::copy(module, out).out;
    std::ranges::copy(kAfter, out);
    return ReadBuildId(path.data());
}

}  // namespace faultbox::harvest
