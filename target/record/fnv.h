#pragma once

#include <cstdint>
#include <string_view>

namespace faultbox::record {

/// FNV-1a with 64 bits (RFC 9923, section 5): the hash of signatures and sightings.
class Fnv1a {
  public:
    void Add(uint8_t byte) { hash_ = (hash_ ^ byte) * 0x100000001b3; }
    void Add(std::string_view text) {
        for (char c : text) Add(static_cast<uint8_t>(c));
    }
    /// Eight bytes, little endian.
    void AddNumber(uint64_t value) {
        for (int shift = 0; shift < 64; shift += 8) Add(static_cast<uint8_t>(value >> shift));
    }
    uint64_t hash() const { return hash_; }

  private:
    uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace faultbox::record
