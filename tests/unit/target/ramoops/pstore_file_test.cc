#include "target/ramoops/pstore_file.h"

#include <gtest/gtest.h>

#include "tests/unit/target/codec/zlib_oracle.h"
#include "tests/unit/target/ramoops/collect.h"

namespace faultbox::ramoops {
namespace {

TEST(PstoreName, EveryForm) {
    struct Expected {
        std::string_view name;
        ZoneKind kind;
        std::string_view backend;
        uint64_t id;
        bool encoded;
    };
    for (const Expected& expected :
         {Expected{"dmesg-ramoops-3", ZoneKind::kDmesg, "ramoops", 3, false},
          {"dmesg-ramoops-0.enc.z", ZoneKind::kDmesg, "ramoops", 0, true},
          {"dmesg-efi-165467238001001", ZoneKind::kDmesg, "efi", 165467238001001, false},
          {"dmesg-efi_pstore-1700000000001", ZoneKind::kDmesg, "efi_pstore", 1700000000001, false},
          {"console-ramoops", ZoneKind::kConsole, "ramoops", 0, false},
          {"console-ramoops-0", ZoneKind::kConsole, "ramoops", 0, false},
          {"ftrace-ramoops-0", ZoneKind::kFtrace, "ramoops", 0, false},
          {"pmsg-ramoops-0", ZoneKind::kPmsg, "ramoops", 0, false},
          {"mce-erst-7", ZoneKind::kUnknown, "erst", 7, false}}) {
        std::optional<PstoreName> name = ParsePstoreName(expected.name);
        ASSERT_TRUE(name) << expected.name;
        EXPECT_EQ(name->kind, expected.kind);
        EXPECT_EQ(name->backend, expected.backend);
        EXPECT_EQ(name->id, expected.id);
        EXPECT_EQ(name->encoded, expected.encoded);
    }
    for (std::string_view name : {"", "dmesg", "dmesg-", "syslog", "dmesg.0"}) EXPECT_FALSE(ParsePstoreName(name));
}

// The notice follows the compressed bytes.
TEST(PstoreFile, EncodedFileWithNotice) {
    std::vector<uint8_t> text = codec::LoadFile("console.txt");
    std::vector<uint8_t> content = codec::Deflate(text, 6, -11, 4, 0);
    for (char c : std::string("\nECC: 5 Corrected bytes, 1 unrecoverable blocks\n")) {
        content.push_back(static_cast<uint8_t>(c));
    }
    Collect collect = CollectFile("dmesg-ramoops-2.enc.z", content);
    ASSERT_EQ(collect.records.size(), 1u);
    EXPECT_EQ(collect.records[0].text, std::string(text.begin(), text.end()));
    EXPECT_EQ(collect.records[0].reason, "Panic");
    EXPECT_TRUE(collect.records[0].facts.compressed);
    EXPECT_EQ(collect.records[0].facts.index, 2u);
    EXPECT_EQ(collect.records[0].facts.ecc.corrected_bytes, 5u);
    EXPECT_EQ(collect.records[0].facts.ecc.uncorrectable_blocks, 1u);
    EXPECT_TRUE(collect.notes.empty());
}

TEST(PstoreFile, UnknownCompressionKeepsItsBytes) {
    std::vector<uint8_t> content = codec::Noise(3000, 9);
    Collect collect = CollectFile("dmesg-ramoops-0.enc.z", content);
    ASSERT_EQ(collect.records.size(), 1u);
    EXPECT_EQ(collect.records[0].payload, content);
    EXPECT_EQ(collect.NoteTexts(), std::vector<std::string>{"dump is not deflate, zlib or LZ4 at 0x0"});
}

TEST(PstoreFile, OtherKindsAndNames) {
    Collect pmsg = CollectFile("pmsg-ramoops-0", AsBytes("product log line\n\nNo errors detected\n"));
    ASSERT_EQ(pmsg.records.size(), 1u);
    EXPECT_EQ(pmsg.records[0].text, "product log line\n");
    EXPECT_EQ(pmsg.records[0].facts.kind, ZoneKind::kPmsg);
    Collect ftrace = CollectFile("ftrace-ramoops-0", AsBytes("12345678"));
    ASSERT_EQ(ftrace.records.size(), 1u);
    EXPECT_EQ(ftrace.records[0].payload.size(), 8u);
    Collect renamed = CollectFile("crash.txt", AsBytes("Oops#1 Part1\n<4>[ 1.0] x\n"));
    ASSERT_EQ(renamed.records.size(), 1u);
    EXPECT_EQ(renamed.records[0].reason, "Oops");
    EXPECT_EQ(CollectFile("mce-erst-7", AsBytes("xyz")).NoteTexts(),
              std::vector<std::string>{"not a pstore file of kernel text at 0x0"});
    EXPECT_EQ(CollectFile("dmesg-ramoops-0", {}).NoteTexts(), std::vector<std::string>{"pstore file is empty at 0x0"});
}

}  // namespace
}  // namespace faultbox::ramoops
