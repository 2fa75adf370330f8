#include "host/pull/client.h"

#include <algorithm>
#include <cerrno>
#include <tuple>

#include "arch/common/bytes.h"
#include "target/format/limits.h"
#include "target/format/repeat_frame.h"

namespace faultbox {
namespace {

using format::Message;
using format::MessageType;
using format::Refusal;

// A message of 2 KB takes 2.2 s at 9600 baud.
constexpr std::chrono::milliseconds kAnswerTime(4000);
constexpr int kTries = 4;
// A record that arrives damaged although every message of it was whole has changed on the unit meanwhile.
constexpr int kMaxFetches = 3;
constexpr uint32_t kMaxRecordBytes = format::kMaxRecordBytes + format::kRepeatFrameBytes;

Message RequestFor(MessageType type, const OfferedRecord& record) {
    return {.type = type, .sequence = record.sequence, .signature = record.signature};
}

bool IsAbout(const Message& message, const OfferedRecord& record) {
    return message.sequence == record.sequence && message.signature == record.signature;
}

std::unexpected<Error> BrokenRule(const char* what) {
    return Fail(ErrorCode::kMalformed, what);
}

bool IsRefused(const Message& message, Refusal why) {
    return message.type == MessageType::kRefused && message.code == static_cast<uint8_t>(why);
}

}  // namespace

std::string SafeUnitName(Bytes name) {
    auto safe = [](uint8_t byte) {
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-';
        return plain ? static_cast<char>(byte) : '_';
    };
    std::string unit;
    for (uint8_t byte : name.first(std::min(name.size(), format::kMaxUnitName))) unit += safe(byte);
    return unit.empty() ? "unit" : unit;
}

// Nothing when no answer came in time.
Result<std::optional<Message>> PullClient::AwaitAnswer(uint32_t tag) {
    std::chrono::milliseconds deadline = line_.Now() + kAnswerTime;
    while (true) {
        while (std::optional<Message> message = reader_.Next()) {
            bool is_answer = static_cast<uint8_t>(message->type) >= static_cast<uint8_t>(MessageType::kWelcome);
            if (is_answer && message->tag == tag) return message;
        }
        if (line_.Now() >= deadline) return std::nullopt;
        Result<size_t> count = line_.Read(reader_.Room(), deadline);
        if (!count) return std::unexpected(count.error());
        reader_.Added(*count);
    }
}

Result<Message> PullClient::Ask(Message request) {
    request.tag = tag_++;
    Result<Message> answer = TryToAsk(request);
    line_is_gone_ = !answer;
    return answer;
}

Result<Message> PullClient::TryToAsk(const Message& request) {
    std::array<uint8_t, format::kMaxRequestFrame> frame;
    Bytes bytes = format::EncodeSerial(request, frame);
    for (int attempt = 0; attempt < kTries; ++attempt) {
        if (Result<void> written = line_.Write(bytes); !written) return std::unexpected(written.error());
        Result<std::optional<Message>> answer = AwaitAnswer(request.tag);
        if (!answer) return std::unexpected(answer.error());
        if (*answer) return **answer;
        reader_.Abandon();
    }
    return Fail(ErrorCode::kIo, "no answer", ETIMEDOUT);
}

Result<void> PullClient::Greet() {
    Result<Message> answer =
        Ask({.type = MessageType::kHello, .code = format::kSerialVersion, .flags = format::kSerialVersion});
    if (!answer) return std::unexpected(answer.error());
    if (IsRefused(*answer, Refusal::kVersion)) return Fail(ErrorCode::kUnsupported, "the unit speaks another version");
    if (IsRefused(*answer, Refusal::kStore)) return Fail(ErrorCode::kNotFound, "the unit cannot read its store");
    bool is_welcome = answer->type == MessageType::kWelcome && answer->code == format::kSerialVersion;
    if (!is_welcome) return BrokenRule("the unit does not say hello");
    unit_ = SafeUnitName(answer->data);
    return {};
}

// False at the end.
Result<bool> PullClient::PullNext() {
    Message request{.type = MessageType::kNext};
    if (last_) request = RequestFor(MessageType::kNext, *last_);
    request.flags = static_cast<uint8_t>((options_.all ? format::kNextAll : 0) | (last_ ? format::kNextFrom : 0));
    Result<Message> answer = Ask(request);
    if (!answer) return std::unexpected(answer.error());
    if (answer->type == MessageType::kEnd) return false;
    if (IsRefused(*answer, Refusal::kStore)) return Fail(ErrorCode::kNotFound, "the unit cannot read its store");
    bool unreadable = IsRefused(*answer, Refusal::kUnreadable);
    if (answer->type != MessageType::kRecord && !unreadable) return BrokenRule("the unit offers no record");
    OfferedRecord record{unit_, answer->sequence, answer->signature, answer->position, answer->crc};
    auto key = [](const OfferedRecord& offered) { return std::tuple(offered.sequence, offered.signature); };
    if (last_ && key(record) <= key(*last_)) return BrokenRule("the unit offers records in no order");
    last_ = record;
    if (unreadable) {
        ++counts_.refused;
        observer_.OnRefused(record, Refusal::kUnreadable);
        return true;
    }
    if (record.size_bytes == 0 || record.size_bytes > kMaxRecordBytes) return BrokenRule("size of an offered record");
    if (Result<void> done = PullRecord(record); !done) return std::unexpected(done.error());
    return true;
}

Result<void> PullClient::PullRecord(const OfferedRecord& record) {
    Result<bool> here = folder_.Has(record);
    if (!here) return std::unexpected(here.error());
    if (*here) return Acknowledge(record, false);
    Result<void> fetched = Fetch(record);
    if (fetched) return Acknowledge(record, true);
    if (fetched.error().code != ErrorCode::kNotFound) return fetched;
    ++counts_.refused;
    observer_.OnRefused(record, Refusal::kGone);
    return {};
}

Result<void> PullClient::Fetch(const OfferedRecord& record) {
    Result<void> fetched;
    for (int attempt = 0; attempt < kMaxFetches; ++attempt) {
        fetched = FetchOnce(record);
        if (fetched || fetched.error().code != ErrorCode::kChecksum) return fetched;
    }
    // A harvest has added to it; the next pull gets it as it is then.
    return Fail(ErrorCode::kNotFound, "the record has changed");
}

Result<void> PullClient::FetchOnce(const OfferedRecord& record) {
    Result<uint32_t> begun = folder_.Begin(record);
    if (!begun) return std::unexpected(begun.error());
    for (uint32_t position = *begun; position < record.size_bytes;) {
        Message request = RequestFor(MessageType::kRead, record);
        request.position = position;
        request.length = format::kMaxMessageData;
        Result<Message> answer = Ask(request);
        if (!answer) return std::unexpected(answer.error());
        if (answer->type == MessageType::kRefused) return Fail(ErrorCode::kNotFound, "the record is gone");
        bool fits = answer->type == MessageType::kData && IsAbout(*answer, record) && answer->position == position &&
                    !answer->data.empty() && answer->data.size() <= record.size_bytes - position;
        if (!fits) return BrokenRule("the unit sends other data than was asked for");
        if (Result<void> done = folder_.Append(answer->data); !done) return done;
        position += static_cast<uint32_t>(answer->data.size());
        observer_.OnProgress(record, position);
    }
    return folder_.Commit();
}

Result<void> PullClient::Acknowledge(const OfferedRecord& record, bool is_new) {
    is_new ? ++counts_.received : ++counts_.already_here;
    // Before the unit is asked: its answer may be lost, and a unit that has marked the record never offers it again.
    observer_.OnRecord(record, is_new);
    Message request = RequestFor(MessageType::kAck, record);
    request.crc = record.crc;
    Result<Message> answer = Ask(request);
    if (!answer) return std::unexpected(answer.error());
    if (!IsAbout(*answer, record)) return BrokenRule("the unit acknowledges another record");
    if (answer->type == MessageType::kAcked) return {};
    if (answer->type != MessageType::kRefused) return BrokenRule("the unit does not answer an acknowledgement");
    ++counts_.refused;
    observer_.OnRefused(record, static_cast<Refusal>(answer->code));
    return {};
}

Result<void> PullClient::Run() {
    if (Result<void> greeted = Greet(); !greeted) return greeted;
    for (size_t count = 0; count <= format::kMaxRecords; ++count) {
        Result<bool> more = PullNext();
        if (!more) return std::unexpected(more.error());
        if (!*more) return {};
    }
    return Fail(ErrorCode::kLimit, "the unit offers more records than a store holds");
}

}  // namespace faultbox
