#pragma once

#include <string>
#include <string_view>

#include "host/report/json_writer.h"
#include "host/report/known_members.h"
#include "host/report/report.h"

namespace faultbox {

/// The report as JSON, version 1 (docs/json.md).
std::string WriteJson(const Report& report);

/// Reports as JSON on lines of their own, without blanks. What many of them have in common is put into words once.
class JsonLines {
  public:
    /// Adds a line; the notes on the report's inputs are left out unless `has_notes`.
    void Add(const Report& report, bool has_notes);
    /// The lines since the beginning or Clear(), valid until one is added.
    std::string_view text() const { return json_.text(); }
    void Clear() { json_.Clear(); }

  private:
    JsonWriter json_{JsonWriter::Style::kCompact};
    KnownMembers known_;
};

}  // namespace faultbox
