#pragma once

#include <optional>
#include <string>
#include <vector>

#include "target/format/crash_record.pb.h"

namespace faultbox {

/// What was wrong with the text.
std::string DescribeDamage(const format::Damage& damage);

/// "rpmsg_sock_release+0xd8/0x114 [module]", or the address where no symbol was printed.
std::string DescribeLocation(const format::Location& where, std::optional<uint64_t> address);

/// The bytes of the Code: line as the kernel prints them, each word with its highest digit first, without blanks.
std::string CodeWords(const format::Event& event);

/// What could not be kept or read of this event and its source, in sentences.
std::vector<std::string> NotesOf(const format::CrashRecord& record, const format::Event& event);

}  // namespace faultbox
