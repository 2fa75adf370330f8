#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/register_set.h"

namespace faultbox {

/// The registers of a crash, which remember whose values were asked for: a crash that has the same in those, and is
/// alike in all else that is asked, has the same answers.
class CrashRegisters {
  public:
    explicit CrashRegisters(const RegisterSet& values) : values_(values) {}

    std::optional<uint64_t> Get(RegisterId id) const {
        if (id < RegisterSet::kCapacity) asked_ |= uint64_t{1} << id;
        return values_.Get(id);
    }
    /// Asks for one and leaves out the others.
    RegisterSet Only(RegisterId id) const {
        RegisterSet only;
        if (std::optional<uint64_t> value = Get(id)) only.Set(id, *value);
        return only;
    }
    /// Asks for every one.
    const RegisterSet& All() const {
        asked_ = values_.valid_mask();
        return values_;
    }
    /// Which registers have a value, bit n = register n. Asks for none.
    uint64_t valid_mask() const { return values_.valid_mask(); }
    bool empty() const { return values_.empty(); }

    /// Bit n is set when the value of register n was asked for.
    uint64_t asked_mask() const { return asked_ & values_.valid_mask(); }
    /// True when `other` has the values that are marked in `mask`.
    bool AreSame(const CrashRegisters& other, uint64_t mask) const;

  private:
    RegisterSet values_;
    mutable uint64_t asked_ = 0;
};

}  // namespace faultbox
