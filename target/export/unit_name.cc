#include "target/export/unit_name.h"

#include <sys/utsname.h>

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
    utsname system;
    return MakeUnitName(uname(&system) == 0 ? system.nodename : "");
}

}  // namespace faultbox::handover
