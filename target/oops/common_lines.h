#pragma once

#include <span>

#include "target/oops/rules.h"

namespace faultbox {

/// Lines that every CPU's kernel prints. Those of the first table begin with words of their own; the second holds the
/// forms that only the whole line tells.
extern const std::span<const LineRule> kCommonLines;
extern const std::span<const LineRule> kCommonForms;

}  // namespace faultbox
