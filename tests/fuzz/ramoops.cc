// A region of any bytes, with and without sizes, and the same bytes as pstore files. Small buffers, so that their ends
// are met.
#include <array>
#include <cstddef>
#include <cstdint>

#include "target/ramoops/ftrace.h"
#include "target/ramoops/pstore_file.h"
#include "target/ramoops/region.h"

namespace {

using namespace faultbox;
using namespace faultbox::ramoops;

// Touches every byte that is delivered.
class Touch : public RecordSink {
  public:
    void OnRecord(const RamoopsRecord& record) override {
        for (char c : record.text) sum_ += static_cast<uint8_t>(c);
        for (FtraceForm form : {FtraceForm::kCall32, FtraceForm::kCpu32, FtraceForm::kCpu64, FtraceForm::kStamped64}) {
            FtraceReader reader(record.payload, form);
            while (std::optional<FtraceEntry> entry = reader.Next()) sum_ += entry->ip;
        }
    }
    void OnNote(const RegionNote& note) override { sum_ += note.error.offset; }
    uint64_t sum() const { return sum_; }

  private:
    uint64_t sum_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static std::array<uint8_t, 6000> raw;
    static std::array<char, 10000> text;
    static Region region;
    const Scratch scratch{raw, text};
    const Bytes bytes(data, size);
    Touch touch;
    region.Open(bytes, {});
    region.ReadAll(scratch, touch);
    if (size >= 4) {
        const RegionOptions options{.record_size = data[0] * 64u,
                                    .console_size = data[1] * 64u,
                                    .ftrace_size = data[2] * 64u,
                                    .pmsg_size = data[3] * 64u,
                                    .ecc_size = data[0] & 1 ? 16 : data[1] & 31};
        region.Open(bytes.subspan(4), options);
        region.ReadAll(scratch, touch);
    }
    for (const char* name : {"dmesg-ramoops-0", "dmesg-ramoops-1.enc.z", "console-ramoops", "ftrace-ramoops-0", "x"}) {
        ReadPstoreFile(name, bytes, scratch, touch);
    }
    volatile uint64_t keep = touch.sum();
    (void)keep;
    return 0;
}
