#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arch/common/register_set.h"
#include "host/symbols/member_path.h"
#include "host/symbols/type_ref.h"

namespace faultbox {

/// The last load of a traced value: `member` of the structure `type` was read to get it.
struct LoadedFrom {
    TypeRef type;
    MemberPath member;
};

/// A register that holds a value just before an instruction of the function.
struct Holder {
    size_t index = 0;
    RegisterId reg = kNoRegister;
    int64_t added = 0;       ///< To what it holds, to get the value.
    bool ambiguous = false;  ///< The value may be another one than this with `added`.
};

/// What a register held, in terms of the source: `expression`, a pointer of type `type`, plus `offset` bytes; or, where
/// `object` is there, the address of a variable or element of that type.
struct TracedValue {
    std::string expression;  ///< "rpsk->rpdev->ept"
    TypeRef type;            ///< None where there is an `object`.
    TypeRef object;          ///< "&can_filters[3]": struct can_filter.
    int64_t offset = 0;
    std::optional<LoadedFrom> loaded_from;     ///< Where the last step of `expression` was a load.
    std::optional<RegisterId> entry_register;  ///< The argument register that brought the value in.
    std::optional<int64_t> entry_slot;         ///< Or the place on the stack that did, see StackSlots.
    bool entry_is_likely = false;              ///< Another path may have brought it in from elsewhere.
    int64_t entry_offset = 0;                  ///< What was added to that register to get the value, `offset` included.
    std::string_view section;                  ///< Of the `object`, where it is a variable of the file.
    bool is_per_cpu = false;                   ///< The address of a per-CPU variable as it is linked.
    bool ambiguous = false;             ///< A union or a hidden path left more than one answer; this is the first.
    std::vector<std::string> evidence;  ///< One sentence a step, from the variable outwards.
    std::vector<Holder> holders;        ///< By which its other names are found, see PointerWalk::ReadingsOf().

    /// The value came in with `reg`, to which `added` was added since.
    void SetEntry(std::optional<RegisterId> reg, int64_t added, bool is_likely = false);
    /// `bytes` were added to the value.
    void Add(int64_t bytes);
    /// It is one of several that it may be.
    void MakeAmbiguous();

    /// What it points to, without typedefs.
    TypeRef Pointee() const { return object ? object.Complete() : type.Pointee(); }
    /// As C writes its type: "struct can_filter *".
    std::string TypeName() const { return object ? object.Name() + " *" : type.Name(); }
    /// As C writes what it points to, followed by a member's path: "can_filters[3].", "rpsk->".
    std::string Prefix(std::string_view path) const;
};

}  // namespace faultbox
