#include "target/export/unit_name.h"

#include <unistd.h>

namespace faultbox::handover {
namespace {

char Allowed(char c) {
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
    bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    return plain ? c : '_';
}

}  // namespace

UnitName MakeUnitName(std::string_view name) {
    UnitName unit;
    if (name.empty()) name = "unit";
    for (char c : name.substr(0, unit.text.size())) unit.text[unit.size++] = Allowed(c);
    return unit;
}

UnitName HostUnitName() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return MakeUnitName("");
    return MakeUnitName(name.data());
}

}  // namespace faultbox::handover
