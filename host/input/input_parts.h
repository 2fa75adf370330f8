#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>

#include "host/input/decoded_input.h"

namespace faultbox {

/// Hands on what was read of an input before all of it is, so that memory holds a part of its records at a time.
class InputParts {
  public:
    /// Gets the parts in order; false when no more is wanted.
    using Take = std::function<bool(DecodedInput)>;

    /// `take` must outlive the object.
    explicit InputParts(const Take& take) : take_(take) {}

    /// To be called between two records: hands `input` on and makes it empty, where it holds enough records and nothing
    /// in them depends on those that follow (see ShareArch()). False when no more is wanted.
    bool HandOn(DecodedInput& input);
    /// The CPUs that the parts handed on have shown.
    const std::set<uint32_t>& shown_archs() const { return shown_archs_; }
    bool has_handed_on() const { return has_handed_on_; }

  private:
    static constexpr size_t kRecordsOfPart = 64;

    const Take& take_;
    std::set<uint32_t> shown_archs_;
    size_t next_size_ = kRecordsOfPart;  // With so many records the input is looked at.
    bool has_handed_on_ = false;
};

/// Adds the CPUs that the events of `records` show to `archs`. False where one shows none.
bool AddArchs(const RecordList& records, std::set<uint32_t>& archs);

/// One input is of one machine: events that do not show its CPU are of the CPU that all others show, those of the parts
/// that were handed on before (`shown`) among them.
void ShareArch(DecodedInput& input, std::set<uint32_t> shown);

}  // namespace faultbox
