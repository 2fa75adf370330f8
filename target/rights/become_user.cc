#include "target/rights/become_user.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "arch/common/number_text.h"
#include "target/journal/file_descriptor.h"

namespace faultbox::rights {
namespace {

constexpr size_t kMaxPasswdBytes = 16 * 1024;

// "name:x:1000:100:..." up to the next colon.
std::string_view TakeField(std::string_view& line) {
    size_t colon = std::min(line.find(':'), line.size());
    std::string_view field = line.substr(0, colon);
    line.remove_prefix(std::min(colon + 1, line.size()));
    return field;
}

std::optional<uint32_t> ParseId(std::string_view text) {
    // -1 stands for "no change" in setresuid(2).
    std::optional<uint64_t> id = ParseNumber(text, 10, UINT32_MAX - 1);
    return id ? std::optional(static_cast<uint32_t>(*id)) : std::nullopt;
}

Result<void> KeepOnly(uint64_t capabilities) {
    __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    std::array<__user_cap_data_struct, 2> sets{};
    for (size_t i = 0; i < sets.size(); ++i) {
        sets[i].effective = sets[i].permitted = static_cast<uint32_t>(capabilities >> (32 * i));
    }
    if (syscall(SYS_capset, &header, sets.data()) != 0) return journal::SystemFailure("cannot keep the capabilities");
    return {};
}

}  // namespace

Result<User> ParseUser(std::string_view text) {
    size_t colon = text.find(':');
    std::optional<uint32_t> uid = ParseId(text.substr(0, colon));
    std::optional<uint32_t> gid = colon == std::string_view::npos ? uid : ParseId(text.substr(colon + 1));
    if (!uid || !gid) return Fail(ErrorCode::kMalformed, "not a user's number");
    return User{.uid = *uid, .gid = *gid};
}

Result<User> FindUser(std::string_view text, const char* passwd) {
    if (Result<User> numbers = ParseUser(text)) return numbers;
    journal::FileDescriptor file(open(passwd, O_RDONLY | O_CLOEXEC));
    if (!file.ok()) return journal::SystemFailure("cannot look the user up");
    std::array<uint8_t, kMaxPasswdBytes> buffer;
    Result<size_t> size = file.ReadAll(buffer);
    if (!size) return std::unexpected(size.error());
    std::string_view users = AsText(Bytes(buffer).first(*size));
    while (!users.empty()) {
        size_t end = std::min(users.find('\n'), users.size());
        std::string_view line = users.substr(0, end);
        users.remove_prefix(std::min(end + 1, users.size()));
        if (TakeField(line) != text) continue;
        TakeField(line);  // the password
        std::optional<uint32_t> uid = ParseId(TakeField(line));
        std::optional<uint32_t> gid = ParseId(TakeField(line));
        if (uid && gid) return User{.uid = *uid, .gid = *gid};
    }
    return Fail(ErrorCode::kMismatch, "there is no such user");
}

Result<void> BecomeUser(const User& user, uint64_t capabilities) {
    if (geteuid() != 0) capabilities = kNoCapability;
    if (capabilities != kNoCapability && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) {
        return journal::SystemFailure("cannot keep the capabilities");
    }
    if (Result<void> dropped = DropRights(user); !dropped) return dropped;
    return capabilities == kNoCapability ? Result<void>() : KeepOnly(capabilities);
}

}  // namespace faultbox::rights
