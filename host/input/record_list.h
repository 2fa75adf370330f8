#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "target/format/crash_record.pb.h"

namespace faultbox {

/// Records in memory of their own: a record is hundreds of small parts, which cost more to allocate and to free one by
/// one than to read. The records stay where they are as long as the list, wherever that is moved; one that was moved
/// from is good for nothing but to be assigned to.
class RecordList {
  public:
    RecordList();

    /// Appends an empty one.
    format::CrashRecord& Add() { return *records_->Add(); }

    bool empty() const { return records_->empty(); }
    size_t size() const { return static_cast<size_t>(records_->size()); }
    format::CrashRecord& operator[](size_t index) { return (*records_)[static_cast<int>(index)]; }
    const format::CrashRecord& operator[](size_t index) const { return (*records_)[static_cast<int>(index)]; }
    const format::CrashRecord& front() const { return (*this)[0]; }
    format::CrashRecord& back() { return (*this)[size() - 1]; }
    auto begin() { return records_->begin(); }
    auto end() { return records_->end(); }
    auto begin() const { return std::as_const(*records_).begin(); }
    auto end() const { return std::as_const(*records_).end(); }

  private:
    using Records = google::protobuf::RepeatedPtrField<format::CrashRecord>;

    std::unique_ptr<google::protobuf::Arena> arena_;
    Records* records_;  // In the arena.
};

}  // namespace faultbox
