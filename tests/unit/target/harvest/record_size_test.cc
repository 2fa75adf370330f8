// The sizes of docs: a whole ARM oops of the lab (kernel 6.1, LPAE, one module) as a record.
#include <gtest/gtest.h>

#include <bit>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "target/format/crash_record.pb.h"
#include "target/format/frame.h"
#include "target/format/limits.h"
#include "target/harvest/kernel_log_parser.h"
#include "target/record/record_writer.h"

namespace faultbox::harvest {
namespace {

std::string ReadSample() {
    std::ifstream file(FAULTBOX_TESTS_DIR "/size/sample/dmesg-ramoops-0");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Writes the events of the sample, and its text when `with_text` is set.
class SampleRecord : public EventVisitor {
  public:
    SampleRecord(const std::string& text, const record::EventDetail& detail, bool with_text) : detail_(detail) {
        auto parser = std::make_unique<KernelLogParser>();
        parser->Parse(text, *this);
        if (with_text) writer_.AddText(0, 1, text);
        const uint64_t sightings[] = {1};
        Result<Bytes> record = writer_.Finish(1, sightings);
        EXPECT_TRUE(record);
        if (!record) return;
        size_ = record->size();
        Bytes payload = format::ReadFrame(*record).value().payload;
        EXPECT_TRUE(message_.ParseFromArray(payload.data(), static_cast<int>(payload.size())));
    }

    void Visit(const CrashEvent& event, uint16_t index) override {
        if (index == 0) writer_.AddEvent(event, {}, detail_);
    }
    size_t size() const { return size_; }
    const format::CrashRecord& message() const { return message_; }

  private:
    record::EventDetail detail_;
    std::vector<uint8_t> buffer_ = std::vector<uint8_t>(format::kMaxRecordBytes);
    record::RecordWriter writer_{buffer_};
    format::CrashRecord message_;
    size_t size_ = 0;
};

TEST(RecordSize, OfAWholeOops) {
    std::string text = ReadSample();
    ASSERT_GT(text.size(), 3000u);
    SampleRecord bare(text, {.stack = false, .register_notes = false}, false);
    SampleRecord whole(text, {}, false);
    SampleRecord with_text(text, {}, true);
    ASSERT_EQ(whole.message().event_size(), 1);
    const format::Event& event = whole.message().event(0);
    // It is the whole oops that is measured.
    EXPECT_EQ(event.pc().symbol(), "rpmsg_sock_release");
    EXPECT_EQ(std::popcount(event.register_mask()), 20);
    EXPECT_EQ(event.register_note_size(), 13);
    EXPECT_EQ(event.stack().size(), 60u * 4);
    EXPECT_GE(event.trace(0).frame_size(), 4);
    size_t text_size = with_text.size() - whole.size();
    std::cout << "without stack and register notes: " << bare.size() << " bytes\n"
              << "with both: " << whole.size() << " bytes\n"
              << "raw text: " << text.size() << " bytes, in the record " << text_size << " ("
              << 100 * text_size / text.size() << " %)\n";
    EXPECT_LE(bare.size(), 1024u);
    EXPECT_LE(whole.size(), 2048u);
    EXPECT_LE(text_size * 100, text.size() * 55);
}

}  // namespace
}  // namespace faultbox::harvest
