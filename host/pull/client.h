#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "arch/common/result.h"
#include "host/pull/line.h"
#include "host/pull/record_folder.h"
#include "target/format/serial_frame.h"

namespace faultbox {

/// Hears how a pull goes.
class PullObserver {
  public:
    virtual ~PullObserver() = default;
    /// `received_bytes` of the record are here.
    virtual void OnProgress(const OfferedRecord& record, uint32_t received_bytes) = 0;
    /// The record is durable here; the unit is told next. Once for each record that `is_new`; false when it was here
    /// before, as after a session that ended before the unit knew.
    virtual void OnRecord(const OfferedRecord& record, bool is_new) = 0;
    /// The unit cannot hand a record over, or cannot mark one that is here.
    virtual void OnRefused(const OfferedRecord& record, format::Refusal why) = 0;
};

struct PullOptions {
    bool all = false;  ///< Also records that were handed over before.
    uint32_t tag = 0;  ///< Of the first request: random, so that answers to an earlier session are told apart.
};

/// What came of one session.
struct PullCounts {
    uint32_t received = 0;
    uint32_t already_here = 0;
    uint32_t refused = 0;
};

/// Gets records over a line (SERIAL.md): asks, and asks again when no answer comes. Trusts nothing that it is told:
/// what the unit can make it do is bounded.
class PullClient {
  public:
    PullClient(Line& line, RecordFolder& folder, PullObserver& observer, const PullOptions& options)
        : line_(line), folder_(folder), observer_(observer), options_(options), tag_(options.tag) {}

    /// Until the unit has no more records. kIo when the line is gone or silent; any other error is of the folder, or of
    /// a unit that breaks the rules.
    Result<void> Run();
    const PullCounts& counts() const { return counts_; }
    /// Run has ended because the line did, or because nobody answers: another session may go on.
    bool line_is_gone() const { return line_is_gone_; }

  private:
    Result<void> Greet();
    Result<bool> PullNext();
    Result<void> PullRecord(const OfferedRecord& record);
    Result<void> Fetch(const OfferedRecord& record);
    Result<void> FetchOnce(const OfferedRecord& record);
    Result<void> Acknowledge(const OfferedRecord& record, bool is_new);
    /// The answer to `request`; its data lies in the reader until the next call.
    Result<format::Message> Ask(format::Message request);
    Result<format::Message> TryToAsk(const format::Message& request);
    Result<std::optional<format::Message>> AwaitAnswer(uint32_t tag);

    Line& line_;
    RecordFolder& folder_;
    PullObserver& observer_;
    PullOptions options_;
    PullCounts counts_;
    std::string unit_;
    std::optional<OfferedRecord> last_;
    uint32_t tag_;
    bool line_is_gone_ = false;
    std::array<uint8_t, format::kMaxSerialFrame> buffer_;
    format::SerialReader reader_{buffer_};
};

/// A name that a unit states, made safe: a-z, 0-9, "-" and "_", at most kMaxUnitName; "unit" when it is empty.
std::string SafeUnitName(Bytes name);

}  // namespace faultbox
