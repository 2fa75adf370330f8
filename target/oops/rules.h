#pragma once

#include <span>
#include <string_view>

#include "target/oops/crash_event.h"
#include "target/oops/cursor.h"
#include "target/oops/line_form.h"
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
    /// It begins an event whose lines stand between those of the open one: read when that one is done.
    kLater,
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
    /// The form of what stands behind the prefix: a further condition, and read before `begin` is called. May be none.
    LineForm form = {};
    /// As `joins`, where the line itself has to be asked too. May be null.
    Membership (*membership)(const EventBuilder& builder, const Line& line, Cursor rest) = nullptr;
};

/// The same in few bytes: a line that begins an event when it has the form behind the prefix.
struct FormRule {
    const char* prefix;  ///< Never empty.
    LineForm form;
    EventKind kind;
    Severity severity;
};

/// Rules that share what is done with the line; see EventRule.
struct FormTable {
    std::span<const FormRule> rules;
    void (*begin)(EventBuilder& builder, const Line& line, Cursor rest) = nullptr;
    bool (*joins)(const EventBuilder& builder) = nullptr;
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
    EventKind kind = EventKind::kUnknown;  ///< Tried only in events of this kind; kUnknown for all.
};

/// Rules for lines that begin with a name of somebody else's: of a process, a device. Their prefix is what follows.
struct NamedTable {
    /// Where in the line the name ends; 0 where there is none, or nothing known behind it.
    size_t (*behind)(std::string_view text);
    const std::span<const EventRule>* rules;
};

/// True where text may have gone through loggers, terminals, mails and markup; false where it comes from the kernel
/// itself, with no other prefixes than its own and all lines whole.
bool ReadsForeignText();

/// The kind of report that the kernel panics over with that reason, when it is told to panic over such reports:
/// "hung_task: blocked tasks". kUnknown for others, and where no such report is read.
EventKind ReportBehindPanic(std::string_view reason);

/// Every table, in the order in which they are tried. See tables.cc.
std::span<const std::span<const EventRule>* const> EventTables();
/// Tried behind EventTables().
std::span<const std::span<const FormTable>* const> FormTables();
std::span<const NamedTable> NamedTables();
std::span<const LineTable> LineTables();
/// Lines of every crash and of every CPU, whatever tables are linked. Tried behind LineTables().
std::span<const LineTable> CrashLineTables();

}  // namespace faultbox
