#pragma once

#include <string_view>

namespace faultbox {

/// True when `symbol` (untrusted) is one of `names`: names between blanks, in which a "*" stands for anything. One
/// literal a list: a table of pointers would cost the recorder more than the names.
bool IsListed(std::string_view names, std::string_view symbol);

}  // namespace faultbox
