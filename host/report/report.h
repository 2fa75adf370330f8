#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/explain/explanation.h"
#include "host/explain/user_crash.h"
#include "host/input/decoded_input.h"

namespace faultbox {

/// One named bit field of a fault status, in words.
struct FieldText {
    std::string name;  ///< The manual's spelling: "WnR".
    std::string bits;  ///< "11" or "5:0".
    uint64_t value = 0;
    std::string meaning;  ///< Empty where the value has none of its own.
};

/// A fault status taken apart.
struct FaultText {
    Access access = Access::kUnknown;  ///< By the status; by the kernel's words where the status is silent.
    std::string cause;                 ///< "translation fault, level 1"; empty where there is no status.
    std::vector<FieldText> fields;
};

/// Which place of an event a source excerpt shows.
enum class SourcePlace : uint8_t {
    kFault,   ///< The innermost function's line.
    kCaller,  ///< A line that the innermost function is inlined at, where the bad pointer is named.
    kOrigin,  ///< Where the bad pointer comes from, in the caller or further up in the function.
};

/// Lines around a place in the source.
struct SourceExcerpt {
    SourcePlace place = SourcePlace::kFault;
    std::string function;
    std::string path;         ///< Of the file that was found; where none was, as the debug information names it.
    uint32_t first_line = 0;  ///< 1-based line of `lines[0]`.
    std::vector<std::string> lines;
    uint32_t marked_line = 0;  ///< By the line table.
    /// Where the expression is written: `marked_line`, or the only one of `lines` that has it as a whole.
    uint32_t expression_line = 0;
    uint32_t marked_column = 0;  ///< 1-based byte of that line; 0 where nothing of it is known to be the place.
    uint32_t marked_size = 0;    ///< Bytes from there on.
    std::string problem;         ///< Why no lines are shown: a clause. Empty where they are.
};

/// All that is known of one event.
struct EventReport {
    const format::CrashRecord* record = nullptr;
    const format::Event* event = nullptr;
    std::optional<uint64_t> related_to;  ///< Index among the events of the whole report.
    /// Never nullptr. Events that the Analyzer explained have the same object only where they have the same explained
    /// part.
    std::shared_ptr<const EventAnalysis> analysis = std::make_shared<EventAnalysis>();
    std::string verdict_by_text;            ///< Where the analysis has none of its own.
    std::optional<UserCrashAnalysis> user;  ///< Of a crashed process that a recorder has seen.
    std::vector<SourceExcerpt> sources;     ///< Only where a source tree is at hand; the fault first.
};

struct InputReport {
    const DecodedInput* input = nullptr;
    std::vector<EventReport> events;
};

/// What `decode` prints. Points into the inputs, which must outlive it.
struct Report {
    std::vector<InputReport> inputs;
};

/// Lists the events of one record. `first` is the index of its first one in the whole report.
std::vector<EventReport> CollectEvents(const format::CrashRecord& record, size_t first = 0);

/// Lists the events of `inputs`, of which nothing else is known yet.
Report CollectEvents(const std::vector<DecodedInput>& inputs);

}  // namespace faultbox
