#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>

namespace faultbox {

/// Numbers a register within its CPU's table (`ArchInfo::registers`). The enumerators stand in each CPU's
/// `registers.h`.
using RegisterId = uint8_t;

/// No register.
inline constexpr RegisterId kNoRegister = 0xff;

/// Values of some of one CPU's registers. A register that was not printed has no value; it is not zero.
class RegisterSet {
  public:
    static constexpr unsigned kCapacity = 64;

    void Set(RegisterId id, uint64_t value) {
        if (id >= kCapacity) return;
        values_[id] = value;
        valid_ |= uint64_t{1} << id;
    }
    void Clear(RegisterId id) {
        if (id < kCapacity) valid_ &= ~(uint64_t{1} << id);
    }
    bool Has(RegisterId id) const { return id < kCapacity && ((valid_ >> id) & 1); }
    std::optional<uint64_t> Get(RegisterId id) const {
        if (!Has(id)) return std::nullopt;
        return values_[id];
    }
    bool empty() const { return valid_ == 0; }
    int count() const { return std::popcount(valid_); }
    /// Bit n is set when register n has a value.
    uint64_t valid_mask() const { return valid_; }

  private:
    std::array<uint64_t, kCapacity> values_{};
    uint64_t valid_ = 0;
};

}  // namespace faultbox
