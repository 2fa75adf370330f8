#include "target/oops/name_list.h"

#include <algorithm>

namespace faultbox {
namespace {

bool Fits(std::string_view symbol, std::string_view pattern) {
    if (symbol.empty() || pattern.empty()) return false;
    if (symbol.front() != pattern.front() && pattern.front() != '*') return false;
    size_t star = pattern.find('*');
    if (star == std::string_view::npos) return symbol == pattern;
    std::string_view tail = pattern.substr(star + 1);
    return symbol.size() >= pattern.size() - 1 && symbol.starts_with(pattern.substr(0, star)) && symbol.ends_with(tail);
}

}  // namespace

bool IsListed(std::string_view names, std::string_view symbol) {
    while (!names.empty()) {
        const size_t end = std::min(names.find(' '), names.size());
        if (Fits(symbol, names.substr(0, end))) return true;
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return false;
}

}  // namespace faultbox
