#pragma once

#include <span>

#include "arch/common/bytes.h"
#include "target/record/text_sink.h"

namespace faultbox::selftest {

/// Unpacks an untrusted gzip file (RFC 1952) with one member, such as /proc/config.gz. The checksum is not verified.
/// Nothing when it is damaged or has no room in `output`.
Bytes Gunzip(Bytes input, std::span<uint8_t> output);

/// Looks for the options that the recorder needs built in. `config` are lines "CONFIG_X=y". Says each that is missing,
/// with blanks in front; returns how many.
size_t SayMissingOptions(std::string_view config, bool with_ramoops, record::TextSink& say);

}  // namespace faultbox::selftest
