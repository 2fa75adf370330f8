// A record file of any bytes: the frame, the recorder's own walk over the payload, and the host's generated classes.
// The checksum would stop nearly all inputs, so that the same bytes are also taken as a payload.
#include <array>
#include <cstddef>
#include <cstdint>

#include "target/format/crash_record.pb.h"
#include "target/format/frame.h"
#include "target/format/limits.h"
#include "target/record/field_reader.h"
#include "target/record/record_printer.h"

namespace {

using namespace faultbox;

class Discard : public record::TextSink {
  public:
    void Put(std::string_view text) override { size_ += text.size(); }

  private:
    size_t size_ = 0;
};

void TryPayload(Bytes payload) {
    static std::array<uint8_t, format::kMaxTextBytes> scratch;
    (void)record::ReadKey(payload);
    Discard sink;
    (void)record::PrintRecord(payload, record::PrintStyle::kText, scratch, sink);
    (void)record::PrintRecord(payload, record::PrintStyle::kJson, scratch, sink);
    format::CrashRecord message;
    (void)message.ParseFromArray(payload.data(), static_cast<int>(payload.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Bytes bytes(data, size);
    if (Result<format::Frame> frame = format::ReadFrame(bytes)) TryPayload(frame->payload);
    TryPayload(bytes);
    return 0;
}
