#include "target/give_up_root.h"

#include <unistd.h>

#include "target/messages.h"
#include "target/rights/become_user.h"

namespace faultbox {
namespace {

Result<void> Become(const char* name, journal::FileDirectory& store, uint64_t capabilities) {
    Result<rights::User> user = rights::FindUser(name);
    if (!user) return std::unexpected(user.error());
    if (Result<void> given = store.GiveTo(user->uid, user->gid); !given) return given;
    return rights::BecomeUser(*user, capabilities);
}

}  // namespace

bool GiveUpRoot(const config::Config& settings, journal::FileDirectory& store, uint64_t capabilities,
                journal::Output& err) {
    if (settings.user == nullptr || geteuid() != 0) return true;
    Result<void> become = Become(settings.user, store, capabilities);
    if (become) return true;
    PutError(err, "user", become.error());
    // As that user, but with capabilities that it must not have.
    if (geteuid() != 0) _exit(kIncomplete);
    return false;
}

}  // namespace faultbox
