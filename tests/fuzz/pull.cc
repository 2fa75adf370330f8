// A hostile unit: any bytes as its answers. Its checksums would stop nearly all of them, so that the same bytes are
// also taken as answers to what the client asks.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "arch/common/byte_reader.h"
#include "host/pull/client.h"
#include "target/format/limits.h"

namespace {

using namespace faultbox;

class Discard : public RecordFolder, public PullObserver {
  public:
    Result<bool> Has(const OfferedRecord& record) override { return record.crc == 0; }
    Result<uint32_t> Begin(const OfferedRecord& record) override {
        left_ = record.size_bytes;
        return 0;
    }
    Result<void> Append(Bytes bytes) override {
        if (bytes.size() > left_) abort();
        left_ -= bytes.size();
        return {};
    }
    Result<void> Commit() override {
        if (left_ != 0) abort();
        return {};
    }
    void OnProgress(const OfferedRecord&, uint32_t) override {}
    void OnRecord(const OfferedRecord&, bool) override { Count(); }
    void OnRefused(const OfferedRecord&, format::Refusal) override { Count(); }

  private:
    void Count() {
        // One that is here may be refused too, when it is acknowledged.
        if (++records_ > 2 * (format::kMaxRecords + 1)) abort();
    }
    size_t left_ = 0;
    size_t records_ = 0;
};

class InputLine : public Line {
  public:
    explicit InputLine(Bytes input) : input_(input) {}
    Result<size_t> Read(std::span<uint8_t> buffer, std::chrono::milliseconds deadline) override {
        if (buffer.empty()) abort();
        if (input_.empty()) now_ = deadline;
        size_t count = std::min({buffer.size(), input_.size(), size_t{300}});
        std::ranges::copy(input_.first(count), buffer.begin());
        input_ = input_.subspan(count);
        return count;
    }
    Result<void> Write(Bytes) override { return {}; }
    std::chrono::milliseconds Now() const override { return now_; }

  protected:
    Bytes input_;
    std::chrono::milliseconds now_{0};
};

// Makes an answer with the right tag and checksums from the next bytes of the input for each request.
class AnsweringLine : public InputLine {
  public:
    explicit AnsweringLine(Bytes input) : InputLine({}), answers_(input) {}
    Result<void> Write(Bytes request) override {
        ByteReader tag(request);
        tag.Seek(8);
        format::Message answer{.tag = tag.U32()};
        answer.type = static_cast<format::MessageType>(answers_.U8());
        answer.code = answers_.U8();
        answer.sequence = answers_.U8();
        answer.signature = answers_.U8();
        answer.position = answers_.U16();
        answer.crc = answers_.U8();
        answer.data = answers_.Take(std::min<uint64_t>(answers_.U8(), answers_.remaining()));
        if (!answers_.ok()) return Fail(ErrorCode::kIo, "the line is gone", 5);
        input_ = format::EncodeSerial(answer, frame_);
        return {};
    }

  private:
    ByteReader answers_;
    std::array<uint8_t, format::kMaxSerialFrame> frame_;
};

void Pull(Line& line) {
    Discard discard;
    PullClient client(line, discard, discard, {});
    (void)client.Run();
    if (line.Now() > std::chrono::hours(1)) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    InputLine line({data, size});
    Pull(line);
    AnsweringLine answering({data, size});
    Pull(answering);
    return 0;
}
