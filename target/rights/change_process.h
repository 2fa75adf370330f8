#pragma once

namespace faultbox::rights {

/// prctl(2), with zeros for the arguments that are not given. False, and errno, where that fails. The C library's takes
/// 100 bytes, for arguments that may be missing.
bool ChangeProcess(int option, unsigned long value, const void* argument = nullptr);

}  // namespace faultbox::rights
