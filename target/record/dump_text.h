#pragma once

#include <string_view>

#include "target/record/source_facts.h"

namespace faultbox::record {

/// Reads "Oops#1 Part1", the first line of an untrusted dmesg record (fs/pstore/platform.c, pstore_dump), into reason,
/// count and part. Leaves `facts` as they are when the line is not of that form.
void ReadDumpHeader(std::string_view text, SourceFacts& facts);

/// Takes the notice off that ramoops puts behind a text when ECC is on (fs/pstore/ram_core.c,
/// persistent_ram_ecc_string), and reads it into the facts.
std::string_view TakeEccNotice(std::string_view text, SourceFacts& facts);

}  // namespace faultbox::record
