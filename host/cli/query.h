#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultbox::cli {

/// What `symbolize` is asked for: an address, or a place in a function as call traces print it.
struct CodeQuery {
    std::string symbol;            ///< Empty for an address.
    uint64_t value = 0;            ///< The address, or the offset into the symbol.
    std::optional<uint64_t> size;  ///< Of the function; tells functions of one name apart.
};

/// "ADDR", "SYMBOL+OFF" or "SYMBOL+OFF/SIZE", all hexadecimal with or without 0x.
std::optional<CodeQuery> ParseCodeQuery(std::string_view text);

/// What `struct` is asked for.
struct StructureQuery {
    std::string name;  ///< "rpmsg_endpoint", "struct rpmsg_endpoint"
    std::optional<uint64_t> offset;
};

/// "NAME" or "NAME+OFFSET", with "struct " or "union " in front or not; OFFSET is decimal, or hexadecimal behind 0x.
std::optional<StructureQuery> ParseStructureQuery(std::string_view text);

}  // namespace faultbox::cli
