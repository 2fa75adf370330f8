#include "host/cli/query.h"

#include "host/cli/arguments.h"

namespace faultbox::cli {

std::optional<CodeQuery> ParseCodeQuery(std::string_view text) {
    size_t plus = text.rfind('+');
    if (plus == std::string_view::npos) {
        std::optional<uint64_t> address = ParseHex(text);
        return address ? std::optional(CodeQuery{"", *address, std::nullopt}) : std::nullopt;
    }
    std::string_view place = text.substr(plus + 1);
    std::optional<uint64_t> offset = ParseHex(place.substr(0, place.find('/')));
    if (plus == 0 || !offset) return std::nullopt;
    CodeQuery query{std::string(text.substr(0, plus)), *offset, std::nullopt};
    size_t slash = place.find('/');
    if (slash == std::string_view::npos) return query;
    query.size = ParseHex(place.substr(slash + 1));
    return query.size ? std::optional(query) : std::nullopt;
}

std::optional<StructureQuery> ParseStructureQuery(std::string_view text) {
    size_t plus = text.rfind('+');
    StructureQuery query{std::string(text.substr(0, plus)), std::nullopt};
    if (query.name.empty() || query.name == "struct " || query.name == "union ") return std::nullopt;
    if (plus == std::string_view::npos) return query;
    query.offset = ParseNumber(text.substr(plus + 1));
    return query.offset ? std::optional(query) : std::nullopt;
}

}  // namespace faultbox::cli
