#pragma once

#include <string>

#include "host/input/event_facts.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// The kernel's own headline and the function to blame: "BUG: unable to handle kernel NULL pointer dereference in
/// rb_next". What differs from one boot or build to the next is left out: addresses, offsets into functions, CPU and
/// process numbers, how long something took. The headline is untrusted text.
std::string TitleOf(const format::Event& event);
/// The same of an event whose signature is known.
std::string TitleOf(const format::Event& event, const EventSignature& signature);

}  // namespace faultbox
