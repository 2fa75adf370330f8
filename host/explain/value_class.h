#pragma once

#include <cstdint>
#include <string>

#include "arch/common/arch_info.h"

namespace faultbox {

/// What the number in a pointer register tells about how the pointer went bad.
enum class ValueClass : uint8_t {
    kNull,
    kSmall,         ///< Below 64 KiB: most often NULL plus the offset of an outer member.
    kErrPtr,        ///< ERR_PTR(-errno): include/linux/err.h, MAX_ERRNO 4095. By the number alone never certain.
    kBelowNull,     ///< NULL less a member's offset, as container_of() makes it; no errno that pointers hold.
    kErrPtrOffset,  ///< An ERR_PTR plus a member offset that wrapped around to a small number.
    kListPoison,    ///< LIST_POISON1/2: include/linux/poison.h.
    kSlabPoison,    ///< Bytes that SLUB debugging writes into free objects.
    kUserSpace,
    kNonCanonical,  ///< 64-bit: bits that must all be equal are not.
    kKernel,        ///< Looks like any other kernel address.
};

struct ClassifiedValue {
    ValueClass value_class = ValueClass::kKernel;
    std::string name;         ///< As JSON shows it: "null", "list-poison".
    std::string description;  ///< "LIST_POISON1, the next pointer of a deleted list entry"
    int error = 0;            ///< Positive errno for kErrPtr and kBelowNull.
};

/// Classifies the value of a pointer on that CPU. Constants of several kernel generations are told apart in the text.
ClassifiedValue ClassifyValue(uint64_t value, const ArchInfo& arch);

/// "ENOMEM" for 12; empty for a number without a name.
std::string ErrnoName(int error);

}  // namespace faultbox
