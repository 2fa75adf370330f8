#pragma once

#include <cstdint>
#include <string>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox {

/// A record that a unit offers. Everything is said by the unit and untrusted.
struct OfferedRecord {
    std::string unit;  ///< The unit's name, made safe for a file's.
    uint32_t sequence = 0;
    uint64_t signature = 0;
    uint32_t size_bytes = 0;
    uint32_t crc = 0;
};

/// Where pulled records become durable. Tests replace it by one that fails.
class RecordFolder {
  public:
    virtual ~RecordFolder() = default;

    /// The record is here as a whole, and durable.
    virtual Result<bool> Has(const OfferedRecord& record) = 0;
    /// Begins a record, or goes on where an earlier run was interrupted; returns how many bytes of it are here.
    virtual Result<uint32_t> Begin(const OfferedRecord& record) = 0;
    virtual Result<void> Append(Bytes bytes) = 0;
    /// Verifies what is here and makes it durable under a name of its own, replacing nothing. kChecksum when it is not
    /// what was offered: it is thrown away then.
    virtual Result<void> Commit() = 0;
};

}  // namespace faultbox
