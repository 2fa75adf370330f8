#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "host/code/bit_use.h"
#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"

namespace faultbox {

/// A question for the member that an access meant: `offset` bytes behind the pointer `value.expression`.
struct MemberRequest {
    CrashContext& context;
    TracedValue value;
    std::string reg;             ///< Register that held the pointer; empty where it was in the caller.
    uint64_t pointer_value = 0;  ///< Of the pointer itself, `value.offset` taken away.
    int64_t offset = 0;          ///< Bytes from the pointer to the byte accessed.
    uint64_t size = 0;           ///< Bytes accessed.
    Access access = Access::kUnknown;
    std::vector<std::string> evidence;
    std::optional<BitRange> bits;  ///< Which bits of what is accessed are meant.

    /// Asks what `other`, of the same event, asks.
    void Take(const MemberRequest& other);
};

/// Names the member, with its confidence. Fails with a clause: "void pointer", "offset beyond the structure".
std::expected<Finding, std::string> FindMemberOf(const MemberRequest& request);

/// What `pointer` points to, under a name that the source has: of an anonymous structure the innermost typedef that
/// stands for it (atomic_t).
TypeRef NamedPointee(const TypeRef& pointer);

/// A member as findings show it. `structure` may be a typedef.
MemberAt DescribeMember(const TypeRef& structure, const MemberPath& member);

}  // namespace faultbox
