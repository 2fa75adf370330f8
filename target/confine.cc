#include "target/confine.h"

#include "target/messages.h"

namespace faultbox {

bool Confine([[maybe_unused]] journal::Output& err, [[maybe_unused]] rights::Mounts mounts) {
    // AddressSanitizer, whose last act is a process that looks for leaks, needs more.
#if !__has_feature(address_sanitizer)
    if (Result<bool> kept = rights::KeepToFiles(mounts); !kept) {
        PutError(err, "seccomp", kept.error());
        return false;
    }
#endif
    return true;
}

}  // namespace faultbox
