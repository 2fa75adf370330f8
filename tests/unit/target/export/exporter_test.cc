#include "target/export/exporter.h"

#include <gtest/gtest.h>

#include <memory>

#include "target/export/result_file.h"
#include "tests/unit/target/export/fakes.h"

namespace faultbox::handover {
namespace {

class Problems : public ExportReporter {
  public:
    void Problem(journal::RecordId id, const Error& error) override { told.push_back({id.sequence, error.what}); }
    std::vector<std::pair<uint32_t, std::string>> told;
};

// The records in a bundle, or what is wrong with it.
std::vector<std::string> RecordsOf(const std::string& bundle) {
    std::vector<std::string> records;
    format::BundleReader reader(AsBytes(bundle));
    while (std::optional<Result<format::Part>> part = reader.Next()) {
        records.push_back(*part ? std::string(AsText((*part)->content)) : part->error().what);
    }
    return records;
}

class ExporterTest : public testing::Test {
  protected:
    void SetUp() override {
        source_.Add(3, "three");
        source_.Add(4, "four");
        source_.Add(7, std::string(9000, 's'));
    }
    Result<ExportResult> Export(bool all = false) {
        Exporter exporter(source_, medium_, problems_, *memory_);
        return exporter.Run({.all = all, .unit = MakeUnitName("HU-17.A")});
    }
    std::vector<std::string> Files() const {
        std::vector<std::string> names;
        for (auto& [name, file] : medium_.files) names.push_back(name);
        return names;
    }
    std::vector<std::string> Bundle(const std::string& name) {
        return RecordsOf(medium_.files.contains(name) ? medium_.files[name].content : "");
    }

    const std::vector<std::string> kAll = {"three", "four", std::string(9000, 's')};
    std::unique_ptr<ExportMemory> memory_ = std::make_unique<ExportMemory>();
    FakeSource source_;
    FakeMedium medium_;
    Problems problems_;
};

TEST_F(ExporterTest, PutsUnreadRecordsIntoOneFile) {
    source_.records.begin()->second.exported = true;
    Result<ExportResult> result = Export();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->records, 2u);
    EXPECT_EQ(std::string_view(result->name), "faultbox-hu-17_a-000007.fbb");
    EXPECT_EQ(Files(), std::vector<std::string>{"faultbox-hu-17_a-000007.fbb"});
    EXPECT_EQ(Bundle("faultbox-hu-17_a-000007.fbb"), (std::vector<std::string>{kAll[1], kAll[2]}));
    EXPECT_EQ(source_.marked, (std::vector<uint32_t>{4, 7}));
    EXPECT_TRUE(problems_.told.empty());
}

TEST_F(ExporterTest, NothingNewLeavesNothing) {
    ASSERT_TRUE(Export());
    medium_.files.clear();
    Result<ExportResult> again = Export();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->records, 0u);
    EXPECT_TRUE(Files().empty());
}

TEST_F(ExporterTest, AllAreExportedAgainAndNothingIsReplaced) {
    ASSERT_TRUE(Export());
    Result<ExportResult> again = Export(true);
    ASSERT_TRUE(again);
    EXPECT_EQ(std::string_view(again->name), "faultbox-hu-17_a-000007-2.fbb");
    EXPECT_EQ(Bundle("faultbox-hu-17_a-000007.fbb"), kAll);
    EXPECT_EQ(Bundle("faultbox-hu-17_a-000007-2.fbb"), kAll);
    EXPECT_EQ(source_.marked.size(), 3u);
}

TEST_F(ExporterTest, DamagedRecordsAreLeftOutAndToldAndStayUnread) {
    source_.records.begin()->second.readable = false;
    Result<ExportResult> result = Export();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->records, 2u);
    EXPECT_EQ(result->unreadable, 1u);
    ASSERT_EQ(problems_.told.size(), 1u);
    EXPECT_EQ(problems_.told[0].first, 3u);
    EXPECT_EQ(source_.marked, (std::vector<uint32_t>{4, 7}));
}

TEST_F(ExporterTest, NothingReadableLeavesNoFile) {
    for (auto& [id, record] : source_.records) record.readable = false;
    Result<ExportResult> result = Export();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->records, 0u);
    EXPECT_EQ(result->unreadable, 3u);
    EXPECT_TRUE(Files().empty());
}

TEST_F(ExporterTest, FullStickKeepsNothingOfIt) {
    medium_.Add("song.mp3", "la");
    medium_.room = 5000;
    Result<ExportResult> result = Export();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().offset, static_cast<uint64_t>(ENOSPC));
    EXPECT_EQ(Files(), std::vector<std::string>{"song.mp3"});
    EXPECT_EQ(source_.exported(), 0u);
}

TEST_F(ExporterTest, StickThatHoldsOtherBytesIsNotBelieved) {
    medium_.rots = true;
    Result<ExportResult> result = Export();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kChecksum);
    EXPECT_TRUE(Files().empty());
    EXPECT_EQ(source_.exported(), 0u);
}

TEST_F(ExporterTest, RecordsThatCannotBeMarkedAreTold) {
    source_.marks_work = false;
    Result<ExportResult> result = Export();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->unmarked, 3u);
    EXPECT_EQ(problems_.told.size(), 3u);
    EXPECT_EQ(Bundle("faultbox-hu-17_a-000007.fbb"), kAll);
}

// A harvest that runs meanwhile counts a repeat: that is not in the bundle, so the record stays unread.
class ChangingSource : public FakeSource {
  public:
    Result<Bytes> Read(journal::RecordId id) override {
        Result<Bytes> record = FakeSource::Read(id);
        if (id.sequence == 4) records[id].content += "+1";
        return record;
    }
};

TEST_F(ExporterTest, RecordThatChangesMeanwhileStaysUnread) {
    ChangingSource source;
    source.Add(3, "three");
    source.Add(4, "four");
    Exporter exporter(source, medium_, problems_, *memory_);
    Result<ExportResult> result = exporter.Run({.unit = MakeUnitName("a")});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->records, 2u);
    EXPECT_EQ(result->unmarked, 1u);
    EXPECT_EQ(source.marked, std::vector<uint32_t>{3});
}

TEST_F(ExporterTest, ManifestIsAPartOfItsOwn) {
    Exporter exporter(source_, medium_, problems_, *memory_);
    ASSERT_TRUE(exporter.Run({.unit = MakeUnitName("a"), .manifest = AsBytes("os=9")}));
    EXPECT_EQ(Bundle("faultbox-a-000007.fbb"), (std::vector<std::string>{"os=9", kAll[0], kAll[1], kAll[2]}));
}

TEST_F(ExporterTest, StoreThatCannotBeReadIsAnError) {
    source_.store_works = false;
    EXPECT_EQ(Export().error().code, ErrorCode::kIo);
    EXPECT_TRUE(Files().empty());
}

// Whatever operation the stick is pulled at, and whatever its file system keeps: what is marked is whole on the stick,
// there is no half file of a bundle's name, what else was there is untouched, and the next export brings the rest.
TEST_F(ExporterTest, SurvivesEveryPull) {
    Export().value();
    int operations = medium_.operations();
    int points = 0;
    for (auto survival : {FakeMedium::Survival::kLost, FakeMedium::Survival::kKept}) {
        for (int pull = 0; pull <= operations; ++pull, ++points) {
            medium_ = FakeMedium();
            medium_.Add("song.mp3", "la");
            for (auto& [id, record] : source_.records) record.exported = false;
            medium_.PullAfter(pull);
            bool done = Export().has_value();
            EXPECT_EQ(done, pull == operations) << pull;
            bool marked = source_.exported() != 0;
            EXPECT_EQ(marked, done) << pull;
            medium_.PlugIn(survival);
            for (const std::string& name : Files()) {
                if (name.ends_with(".fbb")) EXPECT_EQ(Bundle(name), kAll) << name << " after " << pull;
            }
            if (marked) EXPECT_TRUE(medium_.files.contains("faultbox-hu-17_a-000007.fbb"));

            ASSERT_TRUE(Export()) << pull;
            EXPECT_EQ(source_.exported(), 3u);
            EXPECT_FALSE(medium_.files.contains(std::string(kTemporaryName)));
            EXPECT_EQ(Bundle("faultbox-hu-17_a-000007.fbb"), kAll);
            EXPECT_EQ(medium_.files["song.mp3"].content, "la");
        }
    }
    std::printf("pulled at %d points\n", points);
}

TEST(ResultFile, ReplacesTheOneBefore) {
    FakeMedium medium;
    medium.Add("faultbox-result.txt", "done: 9 records in an old one\n");
    medium.Add("faultbox-result.tmp", "don");
    ExportResult result{.records = 1, .unreadable = 2, .left_out = 1};
    result.name = {.text = {'a', '.', 'f', 'b', 'b'}, .size = 5};
    ASSERT_TRUE(WriteResultFile(medium, result));
    EXPECT_EQ(medium.files.size(), 1u);
    EXPECT_EQ(medium.files["faultbox-result.txt"].content,
              "done: 1 record in a.fbb\n2 records damaged in the store and left out\n"
              "1 record left for the next time: the bundle is full\n");
    ASSERT_TRUE(WriteResultFile(medium, Fail(ErrorCode::kIo, "cannot write", ENOSPC)));
    EXPECT_EQ(medium.files["faultbox-result.txt"].content, "failed: cannot write: No space left on device\n");
    ASSERT_TRUE(WriteResultFile(medium, ExportResult{}));
    EXPECT_EQ(medium.files["faultbox-result.txt"].content, "done: 0 records\n");
}

TEST(UnitName, IsSafeForEveryFileSystem) {
    EXPECT_EQ(std::string_view(MakeUnitName("Head Unit/../\xc3\xa4.1")), "head_unit_______1");
    EXPECT_EQ(std::string_view(MakeUnitName("")), "unit");
    EXPECT_EQ(std::string_view(MakeUnitName(std::string(40, 'A'))), std::string(32, 'a'));
    EXPECT_FALSE(std::string_view(HostUnitName()).empty());
}

}  // namespace
}  // namespace faultbox::handover
