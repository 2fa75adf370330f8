#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultbox::ramoops {

/// Unpacks data/NAME.gz with zlib.
std::vector<uint8_t> LoadData(std::string_view name);

}  // namespace faultbox::ramoops
