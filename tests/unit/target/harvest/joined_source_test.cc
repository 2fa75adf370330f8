#include "target/harvest/joined_source.h"

#include <gtest/gtest.h>

#include <format>

#include "tests/unit/target/codec/zlib_oracle.h"
#include "tests/unit/target/harvest/kernel_harvest.h"

namespace faultbox::harvest {
namespace {

using power::FlashDirectory;

constexpr uint64_t kSecond = 1'000'000;
constexpr uint64_t kTime = 1'700'000'000;  // 2023-11-14

// A real oops of the lab (ARM, 6.1): the lines behind its title.
std::string RealLines() {
    std::string text = ReadTestFile("size/sample/dmesg-ramoops-0");
    return text.substr(text.find('\n') + 1);
}

// What the kernel hands to the back end, part 1 first (fs/pstore/platform.c of 6.6, pstore_dump): a title, and as many
// whole lines from the end of what is left as fit into `room` bytes with it (kmsg_dump_get_buffer).
std::vector<std::string> Split(std::string lines, const std::string& reason, int count, size_t room) {
    std::vector<std::string> parts;
    while (!lines.empty()) {
        std::string title = std::format("{}#{} Part{}\n", reason, count, parts.size() + 1);
        size_t begin = lines.size();
        while (begin != 0) {
            size_t line = begin == 1 ? 0 : lines.rfind('\n', begin - 2) + 1;
            if (title.size() + lines.size() - line > room) break;
            begin = line;
        }
        if (begin == lines.size()) break;
        parts.push_back(title + lines.substr(begin));
        lines.resize(begin);
    }
    return parts;
}

// drivers/firmware/efi/efi-pstore.c, generic_id
std::string EfiName(uint64_t time, size_t part, int count) {
    return std::format("dmesg-efi_pstore-{}", (time * 100 + part) * 1000 + static_cast<uint64_t>(count));
}

class JoinedSourceTest : public testing::Test {
  protected:
    // Without compression a variable holds 1024 bytes (record_size).
    std::vector<std::string> AddEfi(const std::string& reason, int count, uint64_t time, size_t leave_out = 0) {
        std::vector<std::string> parts = Split(RealLines(), reason, count, 1024);
        for (size_t part = 1; part <= parts.size(); ++part) {
            if (part != leave_out) pstore.Add(EfiName(time, part, count), parts[part - 1], time * kSecond);
        }
        return parts;
    }

    // The sources of one run.
    struct Sources {
        explicit Sources(FlashDirectory& folder, bool is_partial = false) : files(folder, scratch), joined(files) {
            EXPECT_TRUE(files.Open());
            joined.Open(buffer, is_partial);
        }
        std::vector<uint8_t> scratch = std::vector<uint8_t>(1 << 16);
        std::vector<char> buffer = std::vector<char>(format::kMaxTextBytes);
        PstoreSource files;
        JoinedSource joined;
        record::SourceFacts facts;

        std::string Load(uint32_t dump = 0) {
            facts = {};
            Result<std::string_view> text = joined.Load(dump, buffer, facts);
            EXPECT_TRUE(text);
            return std::string(text.value_or(""));
        }
    };

    HarvestResult Harvest() {
        harvest.Restart();
        Sources sources(pstore);
        return harvest.Run(sources.joined);
    }

    static FlashDirectory Pstore() {
        return FlashDirectory(std::make_shared<power::Supply>(), FlashDirectory::Durability::kAtOnce);
    }

    FlashDirectory pstore = Pstore();
    KernelHarvest harvest;
};

TEST_F(JoinedSourceTest, PartsGiveTheTextThatWasCut) {
    std::vector<std::string> parts = AddEfi("Oops", 1, kTime);
    ASSERT_EQ(parts.size(), 5u);
    Sources sources(pstore);
    ASSERT_EQ(sources.joined.entry_count(), 1u);
    EXPECT_EQ(sources.Load(), "Oops#1 Part1\n" + RealLines());
    EXPECT_EQ(std::string_view(sources.facts.name), EfiName(kTime, 1, 1));
    EXPECT_EQ(std::string_view(sources.facts.reason), "Oops");
    EXPECT_EQ(sources.facts.count, 1u);
    EXPECT_EQ(sources.facts.part, 1u);
    EXPECT_EQ(sources.facts.time_us, kTime * kSecond);
}

TEST_F(JoinedSourceTest, OneDumpInPartsIsOneRecordAndAllPartsGo) {
    AddEfi("Oops", 1, kTime);
    HarvestResult result = Harvest();
    EXPECT_EQ(result.stored, 1u);
    EXPECT_EQ(result.problems, 0u);
    EXPECT_TRUE(pstore.names().empty());
    std::vector<format::CrashRecord> records = harvest.Stored();
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].event(0).headline(),
              "Unable to handle kernel NULL pointer dereference at virtual address 0000002c");
    EXPECT_EQ(records[0].event(0).pc().symbol(), "rpmsg_sock_release");
    EXPECT_TRUE(records[0].event(0).damage().empty());
    EXPECT_EQ(records[0].source_size(), 1);
}

// The panic over the oops one second later, and the oops of a boot before that.
TEST_F(JoinedSourceTest, DumpsOfOtherCountersReasonsAndBootsStayApart) {
    AddEfi("Oops", 1, kTime);
    AddEfi("Panic", 2, kTime + 1);
    AddEfi("Oops", 1, kTime - 3600);
    Sources sources(pstore);
    ASSERT_EQ(sources.joined.entry_count(), 3u);
    EXPECT_EQ(sources.Load(0), "Oops#1 Part1\n" + RealLines());
    EXPECT_EQ(sources.facts.time_us, (kTime - 3600) * kSecond);
    EXPECT_EQ(sources.Load(1), "Oops#1 Part1\n" + RealLines());
    EXPECT_EQ(sources.facts.time_us, kTime * kSecond);
    EXPECT_EQ(sources.Load(2), "Panic#2 Part1\n" + RealLines());
    HarvestResult result = Harvest();
    EXPECT_EQ(result.stored, 1u);
    EXPECT_EQ(result.repeated, 1u);  // of another boot, with the same fault
}

// The clock may tick between two parts.
TEST_F(JoinedSourceTest, PartsOfTwoSeconds) {
    std::vector<std::string> parts = Split(RealLines(), "Panic", 1, 1024);
    for (size_t part = 1; part <= parts.size(); ++part) {
        uint64_t time = kTime + (part > 2);
        pstore.Add(EfiName(time, part, 1), parts[part - 1], time * kSecond);
    }
    Sources sources(pstore);
    ASSERT_EQ(sources.joined.entry_count(), 1u);
    EXPECT_EQ(sources.Load(), "Panic#1 Part1\n" + RealLines());
}

// Two crashes within seconds, the second before the first was harvested: every part is there twice.
TEST_F(JoinedSourceTest, APartThatComesAgainBeginsAnotherDump) {
    AddEfi("Panic", 1, kTime);
    AddEfi("Panic", 1, kTime + 3);
    Sources sources(pstore);
    ASSERT_EQ(sources.joined.entry_count(), 2u);
    EXPECT_EQ(sources.Load(0), "Panic#1 Part1\n" + RealLines());
    EXPECT_EQ(sources.Load(1), "Panic#1 Part1\n" + RealLines());
}

// erst numbers its records without part and counter (drivers/acpi/apei/erst.c), and compresses: 6.6 with
// deflate, raw, 15 bits; a buffer of 1706 bytes for variables of 1024.
TEST_F(JoinedSourceTest, TheNumbersOfErstSayNothing) {
    std::vector<std::string> parts = Split(RealLines(), "Oops", 1, 1706);
    ASSERT_EQ(parts.size(), 3u);
    uint64_t id = 7'300'000'000'000'000'001;
    for (const std::string& part : parts) {
        pstore.Add(std::format("dmesg-erst-{}", id++), part, kTime * kSecond);
    }
    Sources sources(pstore);
    ASSERT_EQ(sources.joined.entry_count(), 1u);
    EXPECT_EQ(sources.Load(), "Oops#1 Part1\n" + RealLines());
}

std::string Compressed(const std::string& text, int window_bits) {
    std::vector<uint8_t> packed = codec::Deflate({text.begin(), text.end()}, 6, window_bits, 8, 0);
    return {packed.begin(), packed.end()};
}

// A kernel with another compression than the one that wrote shows ".enc.z": zlib with 12 bits before 4.18, raw since.
TEST_F(JoinedSourceTest, PartsThatTheKernelCouldNotInflate) {
    std::vector<std::string> parts = Split(RealLines(), "Oops", 1, 1706);
    pstore.Add(EfiName(kTime, 1, 1) + ".enc.z", Compressed(parts[0], -15), kTime * kSecond);
    pstore.Add(EfiName(kTime, 2, 1) + ".enc.z", Compressed(parts[1], 12), kTime * kSecond);
    pstore.Add(EfiName(kTime, 3, 1), parts[2], kTime * kSecond);
    Sources sources(pstore);
    ASSERT_EQ(sources.joined.entry_count(), 1u);
    EXPECT_EQ(sources.Load(), "Oops#1 Part1\n" + RealLines());
}

TEST_F(JoinedSourceTest, AMissingPartIsSaid) {
    std::vector<std::string> parts = AddEfi("Oops", 1, kTime, 3);
    auto body = [&](size_t part) { return parts[part - 1].substr(parts[part - 1].find('\n') + 1); };
    Sources sources(pstore);
    ASSERT_EQ(sources.joined.entry_count(), 1u);
    EXPECT_EQ(sources.Load(),
              "Oops#1 Part1\n" + body(5) + body(4) + "-- part 3 of this dump is missing --\n" + body(2) + body(1));
    ASSERT_EQ(sources.facts.notes.size(), 2u);
    EXPECT_STREQ(sources.facts.notes[0], "parts of the dump are missing");
    // What will not come is no reason to keep the others.
    EXPECT_EQ(Harvest().stored, 1u);
    EXPECT_TRUE(pstore.names().empty());
    std::vector<format::CrashRecord> records = harvest.Stored();
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].source(0).note(0), "parts of the dump are missing");
}

TEST_F(JoinedSourceTest, TheNewestPartsAreMissing) {
    std::vector<std::string> parts = Split(RealLines(), "Oops", 1, 1024);
    pstore.Add(EfiName(kTime, 3, 1), parts[2], kTime * kSecond);
    Sources sources(pstore);
    ASSERT_EQ(sources.joined.entry_count(), 1u);
    EXPECT_EQ(sources.Load(), "Oops#1 Part3\n" + parts[2].substr(parts[2].find('\n') + 1) +
                                  "-- parts 1 to 2 of this dump are missing --\n");
}

// A piece that is called compressed and is not, in front of a missing one.
TEST_F(JoinedSourceTest, AGapBesideAPlainFileThatIsCalledEncoded) {
    std::vector<std::string> parts = Split(RealLines(), "Oops", 1, 1706);
    pstore.Add(EfiName(kTime, 1, 1), parts[0], kTime * kSecond);
    pstore.Add(EfiName(kTime, 3, 1) + ".enc.z", parts[2], kTime * kSecond);
    Sources sources(pstore);
    ASSERT_EQ(sources.joined.entry_count(), 1u);
    auto body = [&](size_t part) { return parts[part - 1].substr(parts[part - 1].find('\n') + 1); };
    EXPECT_EQ(sources.Load(), "Oops#1 Part1\n" + body(3) + "-- part 2 of this dump is missing --\n" + body(1));
}

// Kernels before 3.5 cut at any byte; a compressed part that lost its end is another matter.
TEST_F(JoinedSourceTest, ALineThatWasCutInTwo) {
    pstore.Add(EfiName(kTime, 1, 1), "Oops#1 Part1\nhalf of it\n<4>[    0.300000] c\n", kTime * kSecond);
    pstore.Add(EfiName(kTime, 2, 1), "Oops#1 Part2\n<4>[    0.100000] a\n<4>[    0.200000] the other ",
               kTime * kSecond);
    EXPECT_EQ(Sources(pstore).Load(),
              "Oops#1 Part1\n<4>[    0.100000] a\n<4>[    0.200000] the other half of it\n<4>[    0.300000] c\n");
    pstore.Add(EfiName(kTime, 1, 1), "Oops#1 Part1\n<4>[    0.300000] c\n", kTime * kSecond);
    EXPECT_EQ(Sources(pstore).Load(),
              "Oops#1 Part1\n<4>[    0.100000] a\n<4>[    0.200000] the other \n<4>[    0.300000] c\n");
}

// zstd, which we have no decoder for: said, kept, and so are the parts that it may belong to.
TEST_F(JoinedSourceTest, NothingGoesWhileAFileCannotBeRead) {
    AddEfi("Oops", 1, kTime, 2);
    std::string zstd("\x28\xb5\x2f\xfd\x04\x58\x21\x00\x00\x61\x62\x63\x64\x39\x04\xc5", 16);
    pstore.Add(EfiName(kTime, 2, 1) + ".enc.z", zstd, kTime * kSecond);
    size_t files = pstore.names().size();
    HarvestResult result = Harvest();
    EXPECT_EQ(result.stored, 1u);
    EXPECT_EQ(result.problems, 1u);
    ASSERT_EQ(harvest.problems.size(), 1u);
    EXPECT_TRUE(harvest.problems[0].starts_with(EfiName(kTime, 2, 1) + ".enc.z: "));
    EXPECT_EQ(pstore.names().size(), files);
    EXPECT_EQ(Harvest().already_stored, 1u);
}

// More files than a harvest takes: the part that is missing may be one of those.
TEST_F(JoinedSourceTest, NothingGoesWhileThereAreFilesThatWereNotListed) {
    AddEfi("Oops", 1, kTime, 2);
    size_t files = pstore.names().size();
    Sources sources(pstore, true);
    EXPECT_EQ(harvest.Run(sources.joined).stored, 1u);
    EXPECT_EQ(pstore.names().size(), files);
}

// The power fails between the removals of two parts: what is left is of a crash that is stored.
TEST_F(JoinedSourceTest, ARemovalThatWasInterruptedMakesNoSecondRecord) {
    for (int test = 0; test < 20; ++test) {
        int cut = test / 2;
        auto survival = test % 2 == 0 ? FlashDirectory::Survival::kLost : FlashDirectory::Survival::kKept;
        pstore = Pstore();
        harvest.flash = FlashDirectory();
        AddEfi("Oops", 1, kTime);
        AddEfi("Panic", 2, kTime + 1);
        ASSERT_EQ(pstore.names().size(), 10u);
        pstore.supply().CutAt(cut);
        EXPECT_EQ(Harvest().stored, 1u);
        pstore.supply().Restore();
        pstore.Restart(survival);
        EXPECT_EQ(pstore.names().size(), 10u - static_cast<size_t>(cut) - static_cast<size_t>(test % 2));
        HarvestResult second = Harvest();
        EXPECT_EQ(second.stored, 0u) << "cut " << cut;
        EXPECT_TRUE(pstore.names().empty()) << "cut " << cut;
        EXPECT_EQ(harvest.Stored().size(), 1u) << "cut " << cut;
    }
}

// The flash is full: no part may go.
TEST_F(JoinedSourceTest, WhatCannotBeStoredKeepsAllItsParts) {
    AddEfi("Oops", 1, kTime);
    harvest.flash.supply().CutAt(0);
    EXPECT_EQ(Harvest().problems, 1u);
    EXPECT_EQ(pstore.names().size(), 5u);
}

// fs/pstore/zone.c, psz_kmsg_read: the line in front of a dump that was not compressed.
TEST_F(JoinedSourceTest, PstoreBlkPutsALineInFrontOfADump) {
    pstore.Add("dmesg-pstore_blk-0", "Oops: Total 1 times\nOops#1 Part1\n" + RealLines(), kTime * kSecond);
    Sources sources(pstore);
    ASSERT_EQ(sources.joined.entry_count(), 1u);
    EXPECT_EQ(sources.Load(), "Oops#1 Part1\n" + RealLines());
    EXPECT_EQ(std::string_view(sources.facts.reason), "Oops");
    // A dump without an event that a rule reads is a crash all the same.
    pstore = FlashDirectory();
    pstore.Add("dmesg-pstore_blk-1", "Panic: Total 2 times\nPanic#2 Part1\nwhat is this\n", kTime * kSecond);
    EXPECT_EQ(Harvest().stored, 1u);
}

TEST_F(JoinedSourceTest, RamoopsPmsgAndForeignFilesStayWhatTheyAre) {
    pstore.Add("dmesg-ramoops-0", "Oops#1 Part1\n" + RealLines(), kTime * kSecond);
    pstore.Add("dmesg-ramoops-1", "Oops#1 Part2\n" + RealLines(), kTime * kSecond);
    pstore.Add("console-ramoops-0", RealLines(), kTime * kSecond);
    pstore.Add("pmsg-ramoops-0", "a process\n", kTime * kSecond);
    pstore.Add("ftrace-ramoops-0", "CPU:0 ts:1 c0100000  c0100004  a <- b\n", kTime * kSecond);
    pstore.Add("dmesg-", "", 0);
    pstore.Add("dmesg-efi_pstore-" + std::string(200, '9'), "Oops#1 Part1\n", 0);
    pstore.Add("dmesg-efi_pstore-x\x1b[31m", "Oops#1 Part1\nwhat\n", 0);
    Sources sources(pstore);
    EXPECT_EQ(sources.joined.entry_count(), 6u);
    HarvestResult result = Harvest();
    EXPECT_EQ(result.problems, 2u);  // the empty one, and the one with the endless name
    EXPECT_EQ(pstore.names().size(), 4u);
}

TEST_F(JoinedSourceTest, MoreFilesThanThereIsRoomForAreCounted) {
    for (int i = 0; i < 300; ++i) pstore.Add(std::format("dmesg-efi_pstore-{:03}", i), "Oops#1 Part1\nx\n", kTime);
    Sources sources(pstore);
    EXPECT_EQ(sources.files.dropped(), 44u);
    EXPECT_EQ(sources.joined.entry_count(), 256u);  // one part number again and again
}

TEST_F(JoinedSourceTest, OfALongDumpTheEndIsKept) {
    std::string lines;
    for (int i = 0; lines.size() < 300'000; ++i) lines += std::format("<6>[{:5}.000000] line {}\n", i, i);
    std::vector<std::string> parts = Split(lines, "Panic", 1, 4000);
    ASSERT_LT(parts.size(), 100u);
    for (size_t part = 1; part <= parts.size(); ++part) {
        pstore.Add(EfiName(kTime, part, 1), parts[part - 1], kTime * kSecond);
    }
    Sources sources(pstore);
    ASSERT_EQ(sources.joined.entry_count(), 1u);
    std::string text = sources.Load();
    EXPECT_TRUE(text.starts_with("Panic#1 Part1\n"));
    EXPECT_LE(text.size(), format::kMaxTextBytes);
    ASSERT_GT(text.size(), format::kMaxTextBytes - 4000);
    EXPECT_TRUE(lines.ends_with(text.substr(14)));
    EXPECT_NE(std::ranges::find(sources.facts.notes, std::string_view("only the end of the file fits")),
              sources.facts.notes.end());
}

}  // namespace
}  // namespace faultbox::harvest
