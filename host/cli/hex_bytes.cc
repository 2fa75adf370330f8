#include "host/cli/hex_bytes.h"

#include "host/cli/arguments.h"

namespace faultbox::cli {

bool AppendHexBytes(std::string_view text, std::vector<uint8_t>& bytes) {
    std::vector<uint8_t> found;
    while (!text.empty()) {
        if (text.front() == ' ') {
            text.remove_prefix(1);
            continue;
        }
        std::string_view pair = text.substr(0, 2);
        std::optional<uint64_t> byte = pair.find_first_of("xX") == pair.npos ? ParseHex(pair) : std::nullopt;
        if (pair.size() != 2 || !byte) return false;
        found.push_back(static_cast<uint8_t>(*byte));
        text.remove_prefix(2);
    }
    bytes.insert(bytes.end(), found.begin(), found.end());
    return !found.empty();
}

}  // namespace faultbox::cli
