// A hostile host: any bytes into the unit's server. Its checksums would stop nearly all of them, so that the same bytes
// are also taken as messages.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "arch/common/byte_reader.h"
#include "target/serve/serve_loop.h"

namespace {

using namespace faultbox;

class TwoRecords : public handover::RecordSource {
  public:
    Result<size_t> List(std::span<journal::RecordId> ids) override {
        ids[0] = {1, 10};
        ids[1] = {2, 20};
        return size_t{2};
    }
    Result<Bytes> Read(journal::RecordId id) override {
        if (id == journal::RecordId{1, 10}) return Bytes(content_).first(5);
        if (id == journal::RecordId{2, 20}) return Bytes(content_);
        return Fail(ErrorCode::kIo, "no such record", 2);
    }
    bool IsExported(journal::RecordId id) override { return id.sequence == 1; }
    Result<void> MarkExported(journal::RecordId) override { return {}; }

  private:
    std::array<uint8_t, 5000> content_{};
};

class InputLine : public handover::Line {
  public:
    explicit InputLine(Bytes input) : input_(input) {}
    Result<size_t> Read(std::span<uint8_t> buffer) override {
        if (buffer.empty()) abort();
        if (input_.empty()) return Fail(ErrorCode::kIo, "the line is closed", 32);
        size_t count = std::min({buffer.size(), input_.size(), size_t{1} + input_[0] % 64});
        std::ranges::copy(input_.first(count), buffer.begin());
        input_ = input_.subspan(count);
        return count;
    }
    Result<void> Write(Bytes bytes) override {
        if (bytes.empty()) abort();
        return {};
    }

  private:
    Bytes input_;
};

void TryMessages(Bytes input, handover::Server& server) {
    ByteReader reader(input);
    while (true) {
        format::Message message{.type = static_cast<format::MessageType>(reader.U8())};
        message.code = reader.U8();
        message.flags = reader.U8();
        message.length = reader.U16();
        message.sequence = reader.U8();
        message.signature = reader.U8();
        message.position = reader.U32();
        message.crc = reader.U32();
        if (!reader.ok()) return;
        std::optional<format::Message> answer = server.Answer(message);
        if (answer && answer->data.size() > format::kMaxMessageData) abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    TwoRecords source;
    std::array<journal::RecordId, 2> ids;
    handover::Server server(source, handover::MakeUnitName("fuzz"), ids);
    InputLine line({data, size});
    (void)handover::ServeLine(server, line);
    TryMessages({data, size}, server);
    return 0;
}
