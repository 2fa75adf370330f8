#pragma once

#include <cstddef>
#include <span>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/format/limits.h"
#include "target/format/repeat_frame.h"
#include "target/journal/record_store.h"

namespace faultbox::handover {

/// The most bytes of one record that is handed over.
inline constexpr size_t kMaxHandOverBytes = format::kMaxRecordBytes + format::kRepeatFrameBytes;

/// The records that can be handed over, and which of them have been.
class RecordSource {
  public:
    /// Fills `ids` in ascending order and returns how many there are, marked ones included.
    virtual Result<size_t> List(std::span<journal::RecordId> ids) = 0;
    /// The verified record, frame included; it lies in the source's memory until the next call of any function.
    virtual Result<Bytes> Read(journal::RecordId id) = 0;
    virtual bool IsExported(journal::RecordId id) = 0;
    /// Durable when it returns.
    virtual Result<void> MarkExported(journal::RecordId id) = 0;

  protected:
    ~RecordSource() = default;
};

}  // namespace faultbox::handover
