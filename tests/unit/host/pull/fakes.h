#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/pull/client.h"
#include "target/codec/crc32.h"
#include "target/serve/server.h"
#include "tests/unit/target/export/fakes.h"

namespace faultbox {

/// What a line does to the bytes of one direction. Offsets count from the session's beginning.
struct Fault {
    enum class Kind : uint8_t { kNone, kCut, kFlip, kLose, kRepeatFrame };

    Kind kind = Kind::kNone;
    size_t at = 0;
};

/// The unit's own program at the other end of a line that has a fault in each direction. Time passes only while nothing
/// comes.
class FaultyLine : public Line {
  public:
    FaultyLine(handover::Server& server, Fault to_unit, Fault to_host)
        : server_(server), to_unit_(to_unit), to_host_(to_host) {}

    Result<void> Write(Bytes bytes) override {
        std::string sent = Pass(bytes, to_unit_, sent_bytes);
        for (char byte : sent) {
            reader_.Room().front() = static_cast<uint8_t>(byte);
            reader_.Added(1);
            while (std::optional<format::Message> request = reader_.Next()) Answer(*request);
        }
        return is_cut_ ? Gone() : Result<void>();
    }
    Result<size_t> Read(std::span<uint8_t> buffer, std::chrono::milliseconds deadline) override {
        if (pending_.empty()) {
            if (is_cut_) return Gone();
            now_ = deadline;
            reader_.Abandon();
            while (std::optional<format::Message> request = reader_.Next()) Answer(*request);
            return size_t{0};
        }
        size_t count = std::min({buffer.size(), pending_.size(), size_t{100}});
        std::copy_n(pending_.begin(), count, buffer.begin());
        pending_.erase(0, count);
        return count;
    }
    std::chrono::milliseconds Now() const override { return now_; }

    size_t sent_bytes = 0;
    size_t received_bytes = 0;

  private:
    static std::unexpected<Error> Gone() { return Fail(ErrorCode::kIo, "the line is gone", EIO); }

    void Answer(const format::Message& request) {
        std::optional<format::Message> answer = server_.Answer(request);
        if (!answer) return;
        std::array<uint8_t, format::kMaxSerialFrame> out;
        pending_ += Pass(format::EncodeSerial(*answer, out), to_host_, received_bytes);
    }
    // One frame that goes through, and what comes out.
    std::string Pass(Bytes frame, const Fault& fault, size_t& passed) {
        if (is_cut_) return "";
        std::string out(AsText(frame));
        size_t begin = passed;
        passed += frame.size();
        if (fault.at < begin || fault.at >= passed) return out;
        size_t at = fault.at - begin;
        switch (fault.kind) {
            case Fault::Kind::kNone:
                break;
            case Fault::Kind::kCut:
                is_cut_ = true;
                out.resize(at);
                break;
            case Fault::Kind::kFlip:
                out[at] ^= 0x20;
                break;
            case Fault::Kind::kLose:
                out.erase(at, 1);
                break;
            case Fault::Kind::kRepeatFrame:
                out += out;
                break;
        }
        return out;
    }

    handover::Server& server_;
    Fault to_unit_;
    Fault to_host_;
    bool is_cut_ = false;
    std::chrono::milliseconds now_{0};
    std::string pending_;
    std::array<uint8_t, format::kMaxRequestFrame> buffer_;
    format::SerialReader reader_{buffer_};
};

/// A folder in memory. What is in `records` is durable.
class FakeFolder : public RecordFolder {
  public:
    Result<bool> Has(const OfferedRecord& record) override {
        return std::ranges::any_of(records, [&](const auto& entry) {
            return entry.first == Key(record) && codec::Crc32(AsBytes(entry.second)) == record.crc;
        });
    }
    Result<uint32_t> Begin(const OfferedRecord& record) override {
        record_ = record;
        std::string& part = parts[{Key(record), record.crc}];
        if (part.size() > record.size_bytes) part.clear();
        return static_cast<uint32_t>(part.size());
    }
    Result<void> Append(Bytes bytes) override {
        if (--appends_left < 0) return Fail(ErrorCode::kIo, "cannot write", ENOSPC);
        parts[{Key(record_), record_.crc}] += AsText(bytes);
        return {};
    }
    Result<void> Commit() override {
        std::string part = parts[{Key(record_), record_.crc}];
        parts.erase({Key(record_), record_.crc});
        if (part.size() != record_.size_bytes || codec::Crc32(AsBytes(part)) != record_.crc) {
            return Fail(ErrorCode::kChecksum, "another content than was offered");
        }
        records.emplace_back(Key(record_), part);
        return {};
    }

    using RecordKey = std::pair<uint32_t, uint64_t>;
    static RecordKey Key(const OfferedRecord& record) { return {record.sequence, record.signature}; }

    std::vector<std::pair<RecordKey, std::string>> records;
    std::map<std::pair<RecordKey, uint32_t>, std::string> parts;
    int appends_left = 1'000'000;

  private:
    OfferedRecord record_;
};

class QuietObserver : public PullObserver {
  public:
    void OnProgress(const OfferedRecord&, uint32_t) override { ++progress; }
    void OnRecord(const OfferedRecord& record, bool is_new) override { told.emplace_back(record.sequence, is_new); }
    void OnRefused(const OfferedRecord& record, format::Refusal why) override {
        refused.emplace_back(record.sequence, why);
    }

    int progress = 0;
    std::vector<std::pair<uint32_t, bool>> told;
    std::vector<std::pair<uint32_t, format::Refusal>> refused;
};

}  // namespace faultbox
