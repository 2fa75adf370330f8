#include "target/harvest/system_identity.h"

#include <algorithm>

#include "arch/common/byte_reader.h"
#include "target/harvest/system_files.h"

namespace faultbox::harvest {
namespace {

// MODULE_NAME_LEN of the kernel is 56 or 64 less a pointer.
constexpr size_t kMaxModuleName = 64;

BuildId ReadBuildId(std::string_view path) {
    BuildId id;
    std::array<uint8_t, 4096> buffer;
    Result<Bytes> notes = ReadSystemFile(path, buffer);
    if (!notes) return id;
    if (Result<Bytes> found = record::FindBuildId(*notes)) id.Set(*found);
    return id;
}

// "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0\n", in the form of a build id.
BuildId ReadBootId() {
    constexpr size_t kDigits = 32;
    std::array<uint8_t, 64> text;
    Result<Bytes> read = ReadSystemFile("/proc/sys/kernel/random/boot_id", text);
    if (!read) return {};
    auto end = std::remove(text.begin(), text.begin() + read->size(), '-');
    if (end - text.begin() < static_cast<ptrdiff_t>(kDigits)) return {};
    return record::ParseBuildId(AsText(Bytes(text).first(kDigits)));
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

RunningSystem::RunningSystem() : kernel_build_id_(ReadBuildId("/sys/kernel/notes")), boot_id_(ReadBootId()) {
    if (uname(&names_) != 0) names_ = {};
}

BuildId RunningSystem::ModuleBuildId(std::string_view module) const {
    if (!IsModuleName(module)) return {};
    return ReadBuildId(Path("/sys/module") / module / "notes/.note.gnu.build-id");
}

}  // namespace faultbox::harvest
