#include "arch/arm/info.h"

namespace faultbox::arm {

const ArchInfo kInfo = {};

}  // namespace faultbox::arm
