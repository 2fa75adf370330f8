#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "host/report/json_writer.h"
#include "host/report/report.h"

namespace faultbox {

/// Members of an event's JSON that follow from its explained part and its analysis alone
/// (host/explain/explained_part.h), in compact style, as JsonWriter::Members() takes them.
struct ExplainedMembers {
    std::string title;      ///< "title" and "headline".
    std::string fault;      ///< What "fault" has before the page tables.
    std::string code;       ///< "pc" to "symbols".
    std::string findings;   ///< What "explanation" has behind the verdict.
    std::string signature;  ///< "signature" and "signature_frames".
};

/// The members of events that may come again. They are known again by their analysis, which only events with the same
/// explained part share, and are written from that part, so that nothing else of an event can get into them. Bounded by
/// bytes: when it is full it forgets all.
class KnownMembers {
  public:
    /// Of an event that the Analyzer explained; valid until the next call.
    const ExplainedMembers& Of(const EventReport& report);

  private:
    template <typename Write>
    std::string Finished(Write write);
    // Of an event that is an explained part and nothing else.
    ExplainedMembers Write(const EventReport& report);

    struct Known {
        std::shared_ptr<const EventAnalysis> analysis;  // Held, so that none after it gets its address.
        ExplainedMembers members;
    };
    std::unordered_map<const EventAnalysis*, Known> known_;
    size_t bytes_ = 0;  // Of the texts.
    // Of what is being written; kept for their memory.
    std::string text_of_part_;
    format::Event part_;
    JsonWriter json_{JsonWriter::Style::kCompact};
};

}  // namespace faultbox
