#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/explain/explanation.h"

namespace faultbox {

/// A structure or union with some of its members.
struct StructureText {
    std::string type;                ///< "struct rpmsg_endpoint"
    std::optional<uint64_t> size;    ///< Nothing where the type is only declared.
    std::optional<uint64_t> offset;  ///< When only the members at that offset were asked for.
    std::vector<MemberAt> members;   ///< In the order of their offsets.
};

/// One line for each member: offset, size, type, path; bit fields with their bits, as "0x2c  4  void *  priv".
std::string WriteStructureText(const StructureText& structure);
/// All types of one name, as "types".
std::string WriteStructuresJson(const std::vector<StructureText>& structures);

}  // namespace faultbox
