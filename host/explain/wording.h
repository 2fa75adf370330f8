#pragma once

#include <string>

#include "host/explain/explanation.h"
#include "host/explain/value_class.h"

namespace faultbox {

/// "write", "read", "call", or "access" where unknown.
const char* WordFor(Access access);

/// "write of 4 bytes to rpsk->rpdev->ept->priv (struct rpmsg_endpoint +0x2c): rpsk->rpdev->ept is NULL"
std::string ClaimOf(const Finding& finding, const ClassifiedValue& value);

/// "16 bytes behind", "4 bytes before".
std::string Distance(int64_t bytes);

}  // namespace faultbox
