#pragma once

#include <span>
#include <string_view>

#include "target/oops/crash_event.h"
#include "target/oops/cursor.h"
#include "target/oops/line_scanner.h"

namespace faultbox {

class EventBuilder;

/// Reads one line into the event. `rest` stands behind the prefix of the rule that matched. False when the line is of
/// another form after all; the next rule is tried then.
using LineReader = bool (*)(EventBuilder& builder, const Line& line, Cursor rest);

/// Whether a line that could begin an event does so while another one is open.
enum class Membership : uint8_t {
    kOwn,   ///< It begins an event, and the open one is over.
    kOpen,  ///< It is a line of the open event.
};

/// A line that begins an event. To add a kind of event: an entry in a table of its family's file in kinds/, and for a
/// new family one line in tables.cc.
struct EventRule {
    std::string_view prefix;  ///< What the line starts with, blanks before it left out. Never empty.
    EventKind kind;
    Severity severity;
    /// Reads what the line itself says. May be null.
    void (*begin)(EventBuilder& builder, const Line& line, Cursor rest) = nullptr;
    /// True when the line belongs to the event that is open rather than to one of its own. Null for never.
    bool (*joins)(const EventBuilder& builder) = nullptr;
    /// A further condition on the line, given what stands behind the prefix. May be null.
    bool (*matches)(Cursor rest) = nullptr;
    /// As `joins`, where the line itself has to be asked too. May be null.
    Membership (*membership)(const EventBuilder& builder, const Line& line, Cursor rest) = nullptr;
};

/// A line inside an event, of whatever kind. Rules are tried in the order of the tables, the first reader that says
/// true wins; an empty prefix fits every line.
struct LineRule {
    std::string_view prefix;
    LineReader read;
    /// The line tells so clearly that it is part of a crash that it opens an event of unknown kind when the text begins
    /// with it (a ramoops record that lost its head).
    bool orphan = false;
};

/// The line rules of one CPU, tried only while the event can be of that CPU; kUnknown for all.
struct LineTable {
    Arch arch;
    const std::span<const LineRule>* rules;
};

/// Every table, in the order in which they are tried. See tables.cc.
std::span<const std::span<const EventRule>* const> EventTables();
std::span<const LineTable> LineTables();

}  // namespace faultbox
