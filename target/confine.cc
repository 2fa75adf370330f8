#include "target/confine.h"

#include "target/messages.h"
#include "target/rights/system_call_filter.h"

namespace faultbox {

bool Confine([[maybe_unused]] journal::Output& err) {
    // AddressSanitizer, whose last act is a process that looks for leaks, needs more.
#if !__has_feature(address_sanitizer)
    if (Result<bool> kept = rights::KeepToFiles(); !kept) {
        PutError(err, "seccomp", kept.error());
        return false;
    }
#endif
    return true;
}

}  // namespace faultbox
