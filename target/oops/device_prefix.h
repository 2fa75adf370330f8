#pragma once

#include <string_view>

#include "target/oops/cursor.h"

namespace faultbox {

/// Takes what messages of a PCI device's driver begin with, "pcieport 0000:00:1c.5: " (dev_printk,
/// drivers/base/core.c), and gives the device's address. Empty, and nothing taken, where the text does not begin so.
std::string_view TakePciDevice(Cursor& rest);

}  // namespace faultbox
