// The first sector of a stick.
#include "target/export/boot_sector.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    (void)faultbox::handover::DetectFilesystem({data, size});
    return 0;
}
