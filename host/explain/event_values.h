#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "target/format/crash_record.pb.h"

namespace faultbox {

/// The first fact of that name that is a number, or a text.
std::optional<uint64_t> NumberFact(const format::Event& event, std::string_view key);
std::string_view TextFact(const format::Event& event, std::string_view key);
/// The first fact of that name as the report shows it; empty where there is none.
std::string AnyFact(const format::Event& event, std::string_view key);

}  // namespace faultbox
