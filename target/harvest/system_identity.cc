#include "target/harvest/system_identity.h"

#include <algorithm>
#include <optional>

#include "arch/common/byte_reader.h"
#include "arch/common/number_text.h"
#include "target/harvest/system_files.h"
#include "target/record/build_id.h"

namespace faultbox::harvest {
namespace {

// MODULE_NAME_LEN of the kernel is 56 or 64 less a pointer.
constexpr size_t kMaxModuleName = 64;

BuildId ReadBuildId(std::string_view path) {
    BuildId id;
    std::array<uint8_t, 4096> buffer;
    Result<Bytes> notes = ReadSystemFile(path, buffer);
    if (!notes) return id;
    Result<Bytes> found = record::FindBuildId(*notes);
    if (!found || found->size() > id.bytes.size()) return id;
    std::ranges::copy(*found, id.bytes.begin());
    id.size = found->size();
    return id;
}

// "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0\n"
std::optional<std::array<uint8_t, 16>> ReadBootId() {
    std::array<uint8_t, 64> text;
    Result<Bytes> read = ReadSystemFile("/proc/sys/kernel/random/boot_id", text);
    if (!read) return std::nullopt;
    auto end = std::remove(text.begin(), text.begin() + read->size(), '-');
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
    return ReadBuildId(Path("/sys/module") / module / "notes/.note.gnu.build-id");
}

}  // namespace faultbox::harvest
