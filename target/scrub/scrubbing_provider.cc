#include "target/scrub/scrubbing_provider.h"

#include <algorithm>
#include <cstring>

namespace faultbox::scrub {

Result<std::string_view> ScrubbingProvider::Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) {
    Result<std::string_view> text = provider_.Load(entry, buffer, facts);
    if (!text) return text;
    // The text may as well lie in memory that is only read; of what does not fit the end is kept.
    size_t size = std::min(text->size(), buffer.size());
    memmove(buffer.data(), text->data() + (text->size() - size), size);
    ScrubText(buffer.first(size), classes_);
    return std::string_view(buffer.data(), size);
}

}  // namespace faultbox::scrub
