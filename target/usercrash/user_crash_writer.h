#pragma once

#include <span>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/harvest/system_identity.h"
#include "target/usercrash/user_crash.h"

namespace faultbox::usercrash {

/// What makes two crashes of processes the same fault (FORMAT.md, Signature): program, signal, and up to five frames of
/// the thread that crashed, each by its file's name and link address.
uint64_t SignatureOf(const UserCrash& crash);

/// Encodes a whole record, frame and payload, into `buffer`, which bounds it. The result lies in `buffer`.
Result<Bytes> WriteUserCrash(const UserCrash& crash, const harvest::SystemIdentity& system, std::span<uint8_t> buffer);

}  // namespace faultbox::usercrash
