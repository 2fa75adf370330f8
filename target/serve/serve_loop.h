#pragma once

#include <span>

#include "target/serve/server.h"
#include "target/serve/tty_line.h"

namespace faultbox::handover {

/// Answers requests until the line is gone, which is what it returns.
Error ServeLine(Server& server, Line& line);

}  // namespace faultbox::handover
