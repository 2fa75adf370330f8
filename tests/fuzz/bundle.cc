// A bundle of any bytes: every part and all damage, in time linear in its size, and the host's reading of it.
#include "target/format/bundle.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "host/input/read_bundle.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace faultbox;
    Bytes bytes(data, size);
    format::BundleReader reader(bytes);
    size_t steps = 0;
    while (std::optional<Result<format::Part>> part = reader.Next()) {
        // Each step passes over a byte of damage, a part, or the end; searches go back a bounded number of times.
        if (++steps > size + 128) abort();
        if (*part && (*part)->offset + (*part)->content.size() > size) abort();
    }
    DecodedInput input;
    (void)ReadBundle(bytes, input);
    return 0;
}
