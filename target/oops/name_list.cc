#include "target/oops/name_list.h"

#include "target/oops/cursor.h"

namespace faultbox {
namespace {

bool Fits(std::string_view symbol, std::string_view pattern) {
    if (pattern.empty() || (!symbol.starts_with(pattern.front()) && pattern.front() != '*')) return false;
    size_t star = pattern.find('*');
    if (star == std::string_view::npos) return symbol == pattern;
    std::string_view tail = pattern.substr(star + 1);
    return symbol.size() >= pattern.size() - 1 && symbol.starts_with(pattern.substr(0, star)) && symbol.ends_with(tail);
}

}  // namespace

bool IsListed(std::string_view names, std::string_view symbol) {
    for (Cursor rest(names); !rest.at_end();) {
        if (Fits(symbol, rest.Until(" "))) return true;
    }
    return false;
}

}  // namespace faultbox
