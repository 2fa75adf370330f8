#include "target/rights/become_user.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "arch/common/number_text.h"
#include "arch/common/text_line.h"
#include "target/journal/file_descriptor.h"
#include "target/rights/change_process.h"

namespace faultbox::rights {
namespace {

constexpr size_t kMaxPasswdBytes = 16 * 1024;

std::optional<User> ParseIds(std::string_view uid_text, std::string_view gid_text) {
    // -1 stands for "no change" in setresuid(2).
    constexpr uint64_t kMaxId = UINT32_MAX - 1;
    std::optional<uint64_t> uid = ParseNumber(uid_text, 10, kMaxId);
    std::optional<uint64_t> gid = ParseNumber(gid_text, 10, kMaxId);
    if (!uid || !gid) return std::nullopt;
    return User{.uid = static_cast<uint32_t>(*uid), .gid = static_cast<uint32_t>(*gid)};
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
    // Of "1000" both are all of it, of "1000:100" what stands before and behind the colon.
    size_t colon = text.find(':');
    std::optional<User> user = ParseIds(text.substr(0, colon), text.substr(colon + 1));
    if (!user) return Fail(ErrorCode::kMalformed, "not a user's number");
    return *user;
}

Result<User> FindUser(std::string_view text, const char* passwd) {
    if (Result<User> numbers = ParseUser(text)) return numbers;
    journal::FileDescriptor file = journal::OpenFile(passwd, O_RDONLY);
    if (!file.ok()) return journal::SystemFailure("cannot look the user up");
    std::array<uint8_t, kMaxPasswdBytes> buffer;
    Result<size_t> size = file.ReadAll(buffer);
    if (!size) return std::unexpected(size.error());
    std::string_view users = AsText(Bytes(buffer).first(*size));
    // The last line of a longer file may be cut in the middle of a number.
    if (*size == buffer.size()) users = users.substr(0, users.rfind('\n') + 1);
    while (!users.empty()) {
        // "name:x:1000:100:..."
        std::string_view line = TakeLine(users);
        if (TakeUntil(line, ':') != text) continue;
        TakeUntil(line, ':');  // the password
        std::string_view uid = TakeUntil(line, ':');
        if (std::optional<User> user = ParseIds(uid, TakeUntil(line, ':'))) return *user;
    }
    return Fail(ErrorCode::kMismatch, "there is no such user");
}

Result<void> BecomeUser(const User& user, uint64_t capabilities) {
    if (geteuid() != 0) capabilities = kNoCapability;
    if (capabilities != kNoCapability && !ChangeProcess(PR_SET_KEEPCAPS, 1)) {
        return journal::SystemFailure("cannot keep the capabilities");
    }
    if (Result<void> dropped = DropRights(user); !dropped) return dropped;
    return capabilities == kNoCapability ? Result<void>() : KeepOnly(capabilities);
}

}  // namespace faultbox::rights
