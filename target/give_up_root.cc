#include "target/give_up_root.h"

#include <unistd.h>

#include "target/rights/become_user.h"

namespace faultbox {

Result<void> GiveUpRoot(const config::Config& settings, journal::FileDirectory& store, uint64_t capabilities) {
    if (settings.user == nullptr || geteuid() != 0) return {};
    Result<rights::User> user = rights::FindUser(settings.user);
    if (!user) return std::unexpected(user.error());
    if (Result<void> given = store.GiveTo(user->uid, user->gid); !given) return given;
    return rights::BecomeUser(*user, capabilities);
}

}  // namespace faultbox
