#pragma once

#include "target/journal/directory.h"

namespace faultbox::journal {

/// Writes a file that after a loss of power is there as a whole or not at all: under the name `temporary`, which then
/// becomes `name`. Durable when it returns.
Result<void> WriteDurably(Directory& directory, std::string_view temporary, std::string_view name, Bytes content);

}  // namespace faultbox::journal
