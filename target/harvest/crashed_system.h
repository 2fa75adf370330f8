#pragma once

#include <span>

#include "target/oops/crash_event.h"
#include "target/record/record_writer.h"
#include "target/record/source_facts.h"

namespace faultbox::harvest {

/// Finds out which system a crash happened on: not the one that harvests it, after an update. For each crash: Begin,
/// OnEvent for each of its events, Write.
class CrashedSystem {
  public:
    virtual void Begin() = 0;
    /// The event's texts are gone after the call.
    virtual void OnEvent(const CrashEvent& event) = 0;
    /// Writes what is known to the record, and a note where it is not. `modules` are those that the crash went through.
    /// True when kernel and machine are those of the system that harvests, so that the record need not say them twice.
    virtual bool Write(std::span<const record::ShortText<64>> modules, record::RecordWriter& writer) = 0;

  protected:
    ~CrashedSystem() = default;
};

}  // namespace faultbox::harvest
