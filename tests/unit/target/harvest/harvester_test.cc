#include "target/harvest/harvester.h"

#include <gtest/gtest.h>

#include <charconv>
#include <memory>
#include <string>
#include <vector>

#include "target/format/crash_record.pb.h"
#include "tests/power/flash_directory.h"
#include "tests/power/stored_records.h"

namespace faultbox::harvest {
namespace {

using power::FlashDirectory;

/// Texts that are files of a folder; "Oops#1" in the first line makes it a dump.
class FolderProvider : public TextProvider {
  public:
    explicit FolderProvider(FlashDirectory& directory) : directory_(directory), names_(directory.names()) {}

    uint32_t entry_count() const override { return static_cast<uint32_t>(names_.size()); }
    std::string_view EntryName(uint32_t entry) const override { return names_[entry]; }
    Result<std::string_view> Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) override {
        std::span<uint8_t> bytes(reinterpret_cast<uint8_t*>(buffer.data()), buffer.size());
        Result<size_t> size = directory_.Read(names_[entry], bytes);
        if (!size) return std::unexpected(size.error());
        std::string_view text(buffer.data(), *size);
        if (text.starts_with("garbage")) return Fail(ErrorCode::kMalformed, "garbage");
        facts.name = std::string_view(names_[entry]);
        facts.time_us = directory_.Stat(names_[entry]).value().modified_us;
        size_t hash = text.substr(0, text.find('\n')).find('#');
        if (hash != std::string_view::npos) {
            facts.reason = text.substr(0, hash);
            uint32_t count = 0;
            std::from_chars(text.data() + hash + 1, text.data() + text.size(), count);
            facts.count = count;
        }
        return text;
    }
    Result<void> Remove(uint32_t entry) override { return directory_.Remove(names_[entry]); }

  private:
    FlashDirectory& directory_;
    std::vector<std::string> names_;
};

/// A line "EVENT x" is an event that ends with the line, "AFTER x" one that followed the event before it.
class LineParser : public EventParser {
  public:
    void Parse(std::string_view text, EventVisitor& visitor) override {
        uint16_t index = 0;
        for (uint32_t line = 1; !text.empty(); ++line) {
            std::string_view content = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(content.size() + 1, text.size()));
            if (!content.starts_with("EVENT") && !content.starts_with("AFTER")) continue;
            auto event = std::make_unique<CrashEvent>();
            event->kind = EventKind::kBug;
            event->headline = content.substr(6);
            event->time_us = 1000;
            event->first_line = line;
            event->line_count = 1;
            event->pc.module = "headunit";
            if (content.starts_with("AFTER")) {
                event->relation = Relation::kFollowed;
                event->relation_to = index - 1;
            }
            visitor.Visit(*event, index++);
        }
    }
};

class FixedSystem : public SystemIdentity {
  public:
    std::string_view release() const override { return "6.1.192"; }
    std::string_view version() const override { return "#1 SMP"; }
    std::string_view machine() const override { return "armv7l"; }
    Bytes kernel_build_id() const override { return {}; }
    Bytes boot_id() const override { return {}; }
    BuildId ModuleBuildId(std::string_view module) const override {
        BuildId id;
        if (module == "headunit") id = {.bytes = {0xab}, .size = 1};
        return id;
    }
};

class Messages : public Reporter {
  public:
    void Problem(std::string_view where, const Error& error) override {
        problems.push_back(std::string(where) + ": " + error.what);
    }
    void Stored(std::string_view name, size_t) override { stored.push_back(std::string(name)); }

    std::vector<std::string> problems, stored;
};

class HarvesterTest : public testing::Test {
  protected:
    HarvestResult Harvest(bool keep = false, TextPolicy texts = {}) {
        auto workspace = std::make_unique<Workspace>();
        FolderProvider provider(pstore_);
        journal::RecordStore store(flash_, scratch_);
        LineParser parser;
        FixedSystem system;
        std::vector<journal::RecordId> entries(64);
        journal::Pruner pruner(flash_, store, entries);
        Harvester harvester(*workspace, store, pruner, parser, system, messages_);
        return harvester.Run(provider, {.keep = keep, .text = texts});
    }
    std::vector<format::CrashRecord> Stored() { return power::StoredRecords(flash_); }

    FlashDirectory pstore_, flash_;
    std::vector<uint8_t> scratch_ = std::vector<uint8_t>(format::kMaxRecordBytes);
    Messages messages_;
};

const std::string kOops = "Oops#1 Part1\n<4>before\n<4>EVENT oops\n";
const std::string kPanic = "Panic#2 Part1\n<4>before\n<4>EVENT oops\n<0>AFTER panic\n";

// The parser of this test wants bare lines.
std::string Bare(std::string text) {
    for (size_t at; (at = text.find('<')) != std::string::npos;) text.erase(at, 3);
    return text;
}

TEST_F(HarvesterTest, OneCrashSeenThreeTimesIsOneRecord) {
    pstore_.Add("dmesg-ramoops-0", Bare(kOops), 1'000'000);
    pstore_.Add("dmesg-ramoops-1", Bare(kPanic), 1'100'000);
    pstore_.Add("console-ramoops-0", "boot\nof a kernel\nbefore\nEVENT oops\nAFTER panic\nrest\n", 1'100'000);
    HarvestResult result = Harvest();
    EXPECT_EQ(result.stored, 1u);
    EXPECT_EQ(result.problems, 0u);
    EXPECT_TRUE(pstore_.names().empty());
    std::vector<format::CrashRecord> records = Stored();
    ASSERT_EQ(records.size(), 1u);
    const format::CrashRecord& record = records[0];
    ASSERT_EQ(record.event_size(), 2);
    EXPECT_EQ(record.event(0).headline(), "oops");
    EXPECT_EQ(record.event(0).relation(), static_cast<uint32_t>(Relation::kRoot));
    EXPECT_EQ(record.event(0).also_in_size(), 2);
    EXPECT_EQ(record.event(1).headline(), "panic");
    EXPECT_EQ(record.event(1).relation(), static_cast<uint32_t>(Relation::kFollowed));
    EXPECT_EQ(record.event(1).relation_to(), 0u);
    ASSERT_EQ(record.source_size(), 3);
    ASSERT_EQ(record.text_size(), 1);  // the console holds the other two
    EXPECT_EQ(record.source(static_cast<int>(record.text(0).source())).name(), "console-ramoops-0");
    int contained = 0;
    for (const format::Source& source : record.source()) contained += source.has_contained_in();
    EXPECT_EQ(contained, 2);
    EXPECT_EQ(record.sighting_size(), 5);
    EXPECT_EQ(record.harvester().release(), "6.1.192");
    ASSERT_EQ(record.harvester().module_size(), 1);
    EXPECT_EQ(record.harvester().module(0).build_id(), "\xab");
}

TEST_F(HarvesterTest, TwoCrashesAreTwoRecords) {
    pstore_.Add("dmesg-ramoops-0", "Oops#1 Part1\nEVENT one\n", 1'000'000);
    pstore_.Add("dmesg-ramoops-1", "Oops#1 Part1\nEVENT two\n", 900'000'000);
    EXPECT_EQ(Harvest().stored, 2u);
    std::vector<format::CrashRecord> records = Stored();
    ASSERT_EQ(records.size(), 2u);
    EXPECT_EQ(records[0].event(0).headline(), "one");
    EXPECT_EQ(records[0].source_size(), 1);
    EXPECT_EQ(records[1].event(0).headline(), "two");
}

// A warning long before the crash in the same text: its record has its lines, the crash's has the whole text.
TEST_F(HarvesterTest, ATextGoesToOneCrashAndLinesToTheOthers) {
    pstore_.Add("console-ramoops-0", "boot\nEVENT warning\nmore\nEVENT oops\n", 1);
    EXPECT_EQ(Harvest().stored, 2u);
    std::vector<format::CrashRecord> records = Stored();
    EXPECT_EQ(records[0].text(0).first_line(), 2u);
    EXPECT_EQ(records[0].text(0).plain(), "EVENT warning\n");
    EXPECT_FALSE(records[1].text(0).has_first_line());
    EXPECT_EQ(records[1].text(0).size(), 35u);
}

// keep_text = off: neither a whole text nor the lines of an event.
TEST_F(HarvesterTest, WithoutTextsTheFactsStay) {
    pstore_.Add("console-ramoops-0", "boot\nEVENT warning\nmore\nEVENT oops\n", 1);
    EXPECT_EQ(Harvest(false, {.keep = false, .scrubbed = 4}).stored, 2u);
    std::vector<format::CrashRecord> records = Stored();
    ASSERT_EQ(records.size(), 2u);
    for (const format::CrashRecord& record : records) {
        EXPECT_EQ(record.text_size(), 0);
        EXPECT_EQ(record.event_size(), 1);
        EXPECT_EQ(record.scrubbed(), 4u);
    }
    EXPECT_EQ(records[1].event(0).headline(), "oops");
}

TEST_F(HarvesterTest, WithKeepASecondHarvestStoresNothing) {
    pstore_.Add("dmesg-ramoops-0", Bare(kOops), 1'000'000);
    EXPECT_EQ(Harvest(true).stored, 1u);
    HarvestResult second = Harvest(true);
    EXPECT_EQ(second.stored, 0u);
    EXPECT_EQ(second.already_stored, 1u);
    EXPECT_EQ(pstore_.names().size(), 1u);
    EXPECT_EQ(Harvest(false).stored, 0u);
    EXPECT_TRUE(pstore_.names().empty());
    EXPECT_EQ(Stored().size(), 1u);
}

// A text that nobody understands is a crash all the same; one that cannot be read stays where it is.
TEST_F(HarvesterTest, KeepsWhatItDoesNotUnderstand) {
    pstore_.Add("dmesg-ramoops-0", "Emergency#1 Part1\nwhat is this\n", 1);
    pstore_.Add("dmesg-ramoops-1", "garbage", 2);
    HarvestResult result = Harvest();
    EXPECT_EQ(result.stored, 1u);
    EXPECT_EQ(result.problems, 1u);
    EXPECT_EQ(messages_.problems, (std::vector<std::string>{"dmesg-ramoops-1: garbage"}));
    EXPECT_EQ(pstore_.names(), (std::vector<std::string>{"dmesg-ramoops-1"}));
    std::vector<format::CrashRecord> records = Stored();
    EXPECT_EQ(records[0].event_size(), 0);
    EXPECT_FALSE(records[0].has_signature());
    EXPECT_EQ(records[0].text(0).plain(), "Emergency#1 Part1\nwhat is this\n");
}

TEST_F(HarvesterTest, AnOrderlyEndIsNoCrash) {
    pstore_.Add("dmesg-ramoops-0", "Shutdown#1 Part1\ngood night\n", 1);
    pstore_.Add("console-ramoops-0", "boot\ngood night\n", 1);
    EXPECT_EQ(Harvest().stored, 0u);
    EXPECT_TRUE(flash_.names().empty());
    EXPECT_EQ(pstore_.names(), (std::vector<std::string>{"console-ramoops-0"}));
}

TEST_F(HarvesterTest, WhatCannotBeStoredIsNotRemoved) {
    pstore_.Add("dmesg-ramoops-0", Bare(kOops), 1);
    flash_.supply().CutAt(0);
    HarvestResult result = Harvest();
    EXPECT_EQ(result.stored, 0u);
    EXPECT_EQ(result.problems, 1u);
    EXPECT_EQ(pstore_.names().size(), 1u);
}

}  // namespace
}  // namespace faultbox::harvest
