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
    /// Asks for none.
    bool empty() const { return values_.empty(); }

    /// True when `other` has values for the same registers, and the same ones in all that were asked for here.
    bool AgreesWith(const CrashRegisters& other) const;

  private:
    RegisterSet values_;
    mutable uint64_t asked_ = 0;
};

}  // namespace faultbox
