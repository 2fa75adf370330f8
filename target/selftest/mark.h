#pragma once

#include "target/selftest/checks.h"

namespace faultbox::selftest {

/// Writes a line with a new id into the log that ramoops keeps, /dev/pmsg0 or else /dev/kmsg, and notes the id in the
/// store. `pstore` is not looked at.
Outcome SetMark(Subject& subject, record::TextSink& say);

/// After a restart: whether the line is among the pmsg and console files of `pstore`, which may be null when it
/// cannot be opened.
Outcome FindMark(Subject& subject, journal::Directory* pstore, record::TextSink& say);

}  // namespace faultbox::selftest
