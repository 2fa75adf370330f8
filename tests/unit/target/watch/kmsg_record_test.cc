#include "target/watch/kmsg_record.h"

#include <gtest/gtest.h>

#include <string>

namespace faultbox::watch {
namespace {

class Text : public record::TextSink {
  public:
    void Put(std::string_view text) override { value += text; }
    std::string value;
};

std::string Lines(std::string_view record, bool continues = false) {
    Text text;
    std::optional<KmsgRecord> parsed = ParseKmsgRecord(record);
    if (parsed) PutConsoleLines(text, *parsed, continues);
    return text.value;
}

// The examples of the kernel's Documentation/ABI/testing/dev-kmsg.
TEST(KmsgRecord, TheKernelsOwnExamples) {
    std::optional<KmsgRecord> record = ParseKmsgRecord(
        "7,160,424069,-;pci_root PNP0A03:00: host bridge window [io  0x0000-0x0cf7] (ignored)\n"
        " SUBSYSTEM=acpi\n DEVICE=+acpi:PNP0A03:00\n");
    ASSERT_TRUE(record);
    EXPECT_EQ(record->level, 7);
    EXPECT_EQ(record->facility, 0u);
    EXPECT_EQ(record->sequence, 160u);
    EXPECT_EQ(record->time_us, 424069u);
    EXPECT_EQ(record->flag, '-');
    EXPECT_EQ(record->text, "pci_root PNP0A03:00: host bridge window [io  0x0000-0x0cf7] (ignored)");
    record = ParseKmsgRecord("6,339,5140900,-;NET: Registered protocol family 10\n");
    EXPECT_EQ(record->sequence, 339u);
    record = ParseKmsgRecord("30,340,5690716,-;udevd[80]: starting version 181\n");
    EXPECT_EQ(record->level, 6);
    EXPECT_EQ(record->facility, 3u);
}

// CONFIG_PRINTK_CALLER adds a field.
TEST(KmsgRecord, FurtherFieldsOfTheHead) {
    std::optional<KmsgRecord> record = ParseKmsgRecord("4,1216,10215618,c,caller=T29;WARNING: a; b");
    ASSERT_TRUE(record);
    EXPECT_EQ(record->flag, 'c');
    EXPECT_EQ(record->text, "WARNING: a; b");
}

TEST(KmsgRecord, WhatIsNone) {
    for (const char* text : {"", ";", "text", "6;x", "6,1;x", "6,1,2;x", ",1,2,-;x", "6,,2,-;x", "-6,1,2,-;x",
                             "6,1,99999999999999999999,-;x", "4294967296,1,2,-;x"}) {
        EXPECT_FALSE(ParseKmsgRecord(text)) << text;
    }
    EXPECT_TRUE(ParseKmsgRecord("6,1,2,;x"));  // no flag
}

// print_time of kernel/printk/printk.c: "[%5lu.%06lu] ".
TEST(KmsgRecord, ConsoleLines) {
    EXPECT_EQ(Lines("6,339,5140900,-;NET: up\n"), "<6>[    5.140900] NET: up\n");
    EXPECT_EQ(Lines("3,1,0,-;x"), "<3>[    0.000000] x\n");
    EXPECT_EQ(Lines("3,1,12345000007,-;x"), "<3>[12345.000007] x\n");
    EXPECT_EQ(Lines("3,1,413571591498,-;x"), "<3>[413571.591498] x\n");
    EXPECT_EQ(Lines("3,1,0,-;"), "<3>[    0.000000] \n");
}

// msg_add_ext_text of kernel/printk/printk.c: what is not printable, and the backslash.
TEST(KmsgRecord, EscapesAreTakenBack) {
    EXPECT_EQ(Lines("4,1,1000000,-;a\\x0ab\\x5cc\\xc3\\xa4\n"),
              "<4>[    1.000000] a\n<4>[    1.000000] b\\c\xc3\xa4\n");
    EXPECT_EQ(Lines("4,1,1000000,-;\\x0 \\xzz \\x"), "<4>[    1.000000] \\x0 \\xzz \\x\n");
}

TEST(KmsgRecord, AContinuedLineHasNoPrefix) {
    EXPECT_EQ(Lines("4,2,1000000,+; r4\\x0anext", true), " r4\n<4>[    1.000000] next\n");
}

}  // namespace
}  // namespace faultbox::watch
