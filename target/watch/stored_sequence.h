#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/bytes.h"

namespace faultbox::watch {

/// Of a record's payload: the last message of /dev/kmsg in it, when it was made of the live log in the boot with that
/// id. A watcher that starts again leaves out what it has recorded before.
std::optional<uint64_t> LastSequenceOf(Bytes payload, Bytes boot_id);

}  // namespace faultbox::watch
