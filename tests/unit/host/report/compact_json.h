#pragma once

#include <string>
#include <string_view>

namespace faultbox::sample {

/// A document of JSON on one line: without the blanks and newlines outside of strings, and with a newline behind it.
inline std::string Compact(std::string_view json) {
    std::string compact;
    bool in_string = false;
    for (size_t i = 0; i < json.size(); ++i) {
        if (in_string && json[i] == '\\') {
            compact += json[i++];
        } else if (json[i] == '"') {
            in_string = !in_string;
        }
        if (in_string || (json[i] != ' ' && json[i] != '\n')) compact += json[i];
    }
    return compact + "\n";
}

}  // namespace faultbox::sample
