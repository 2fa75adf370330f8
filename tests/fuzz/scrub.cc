// Text of any bytes: scrubbing changes letters and digits into "x" and nothing else.
#include "target/scrub/scrub.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "target/config/config.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace faultbox;
    if (size == 0) return 0;
    std::string text(data + 1, data + size);
    std::string scrubbed = text;
    scrub::ScrubText(scrubbed, data[0] & config::kScrubAll);
    for (size_t i = 0; i < text.size(); ++i) {
        bool is_alnum = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'z') ||
                        (text[i] >= 'A' && text[i] <= 'Z');
        if (scrubbed[i] != text[i] && !(is_alnum && scrubbed[i] == 'x')) __builtin_trap();
    }
    return 0;
}
