// The unit's server and the host's client together, over a line that does its worst.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/unit/host/pull/fakes.h"

namespace faultbox {
namespace {

using handover::FakeSource;
using handover::MakeUnitName;
using handover::Server;

// A record is marked only when it is durable on the host.
class WatchedSource : public FakeSource {
  public:
    explicit WatchedSource(FakeFolder& folder) : folder_(folder) {}
    Result<void> MarkExported(journal::RecordId id) override {
        std::pair entry(FakeFolder::RecordKey(id.sequence, id.signature), records[id].content);
        EXPECT_EQ(std::ranges::count(folder_.records, entry), 1) << id.sequence << " is marked before it is there";
        return FakeSource::MarkExported(id);
    }

  private:
    FakeFolder& folder_;
};

class PullTest : public testing::Test {
  protected:
    void SetUp() override {
        source_.Add(3, "three");
        source_.Add(4, std::string(3000, 'f'));
        source_.Add(9, "nine");
    }
    Result<void> Pull(Fault to_unit = {}, Fault to_host = {}, bool all = false) {
        FaultyLine line(server_, to_unit, to_host);
        PullClient client(line, folder_, observer_, {.all = all, .tag = next_tag_ += 1000});
        Result<void> done = client.Run();
        counts_ = client.counts();
        sent_ = line.sent_bytes;
        received_ = line.received_bytes;
        is_line_gone_ = client.line_is_gone();
        return done;
    }
    void Reset() {
        folder_ = FakeFolder();
        observer_ = QuietObserver();
        source_.marked.clear();
        for (auto& [id, record] : source_.records) record.exported = false;
    }
    // Every record has arrived, once, as it is on the unit, and is marked.
    void ExpectAll(const std::string& where) {
        ASSERT_EQ(folder_.records.size(), source_.records.size()) << where;
        size_t i = 0;
        for (auto& [id, record] : source_.records) {
            EXPECT_EQ(folder_.records[i].first.first, id.sequence) << where;
            EXPECT_EQ(folder_.records[i++].second, record.content) << where;
        }
        EXPECT_EQ(source_.exported(), source_.records.size()) << where;
        EXPECT_EQ(source_.marked.size(), source_.records.size()) << where;
        EXPECT_TRUE(folder_.parts.empty()) << where;
        ExpectToldOnce(where);
    }
    // Each record was told as new once, whichever message was lost.
    void ExpectToldOnce(const std::string& where) {
        std::vector<uint32_t> told;
        for (auto [sequence, is_new] : observer_.told) {
            if (is_new) told.push_back(sequence);
        }
        EXPECT_EQ(told, (std::vector<uint32_t>{3, 4, 9})) << where;
    }
    // One session with the fault, then one without.
    void TryFault(Fault to_unit, Fault to_host, const std::string& where) {
        Reset();
        (void)Pull(to_unit, to_host);
        ASSERT_TRUE(Pull()) << where;
        ExpectAll(where);
    }

    FakeFolder folder_;
    WatchedSource source_{folder_};
    std::vector<journal::RecordId> ids_ = std::vector<journal::RecordId>(16);
    Server server_{source_, MakeUnitName("hu17"), ids_};
    QuietObserver observer_;
    PullCounts counts_;
    uint32_t next_tag_ = 0;
    size_t sent_ = 0;
    size_t received_ = 0;
    bool is_line_gone_ = false;
};

TEST_F(PullTest, BringsUnreadRecords) {
    source_.records.begin()->second.exported = true;
    ASSERT_TRUE(Pull());
    EXPECT_EQ(counts_.received, 2u);
    EXPECT_EQ(observer_.told, (std::vector<std::pair<uint32_t, bool>>{{4, true}, {9, true}}));
    EXPECT_GT(observer_.progress, 2);
    EXPECT_EQ(source_.marked, (std::vector<uint32_t>{4, 9}));
    ASSERT_TRUE(Pull());
    EXPECT_EQ(counts_.received, 0u);
}

TEST_F(PullTest, AllBringsWhatIsMissingHere) {
    ASSERT_TRUE(Pull());
    folder_.records.erase(folder_.records.begin());
    ASSERT_TRUE(Pull({}, {}, true));
    EXPECT_EQ(counts_.received, 1u);
    EXPECT_EQ(counts_.already_here, 2u);
    EXPECT_EQ(folder_.records.size(), 3u);
}

// In either direction, at each byte: the cable is pulled, a bit is changed, a byte is lost, a frame comes twice.
TEST_F(PullTest, SurvivesAFaultAtEveryByte) {
    ASSERT_TRUE(Pull());
    size_t sent = sent_;
    size_t received = received_;
    using Kind = Fault::Kind;
    size_t points = 0;
    for (Kind kind : {Kind::kCut, Kind::kFlip, Kind::kLose, Kind::kRepeatFrame}) {
        std::string name = "fault " + std::to_string(static_cast<int>(kind)) + " at byte ";
        for (size_t at = 0; at <= sent; ++at, ++points)
            TryFault({kind, at}, {}, name + std::to_string(at) + " to the unit");
        for (size_t at = 0; at <= received; ++at, ++points) {
            TryFault({}, {kind, at}, name + std::to_string(at) + " to the host");
        }
    }
    std::printf("%zu bytes to the unit, %zu to the host: %zu faults\n", sent, received, points);
}

// All but the cut are mended within the session.
TEST_F(PullTest, MendsWithinTheSession) {
    ASSERT_TRUE(Pull());
    size_t received = received_;
    for (Fault::Kind kind : {Fault::Kind::kFlip, Fault::Kind::kLose, Fault::Kind::kRepeatFrame}) {
        for (size_t at = 0; at < received; at += 7) {
            Reset();
            ASSERT_TRUE(Pull({kind, at / 16}, {kind, at})) << at;
            ExpectAll("at " + std::to_string(at));
        }
    }
}

TEST_F(PullTest, GoesOnWhereItWasCut) {
    EXPECT_FALSE(Pull({}, {Fault::Kind::kCut, 2600}));
    EXPECT_TRUE(is_line_gone_);
    ASSERT_EQ(folder_.parts.size(), 1u);
    EXPECT_EQ(folder_.parts.begin()->second.size(), format::kMaxMessageData);
    ASSERT_TRUE(Pull());
    EXPECT_LT(received_, 2000u);
    ExpectAll("after the cut");
}

TEST_F(PullTest, SilentUnitIsGivenUp) {
    class SilentLine : public Line {
      public:
        Result<size_t> Read(std::span<uint8_t>, std::chrono::milliseconds deadline) override {
            now_ = deadline;
            return size_t{0};
        }
        Result<void> Write(Bytes) override { return {}; }
        std::chrono::milliseconds Now() const override { return now_; }

      private:
        std::chrono::milliseconds now_{0};
    } line;
    PullClient client(line, folder_, observer_, {});
    Result<void> done = client.Run();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().offset, static_cast<uint64_t>(ETIMEDOUT));
    EXPECT_TRUE(client.line_is_gone());
    EXPECT_LE(line.Now(), std::chrono::seconds(30));
}

TEST_F(PullTest, DamagedAndUnmarkedRecordsAreTold) {
    source_.records.begin()->second.readable = false;
    ASSERT_TRUE(Pull());
    EXPECT_EQ(counts_.received, 2u);
    ASSERT_EQ(observer_.refused.size(), 1u);
    EXPECT_EQ(observer_.refused[0], std::pair(3u, format::Refusal::kUnreadable));
    Reset();
    source_.marks_work = false;
    ASSERT_TRUE(Pull());
    ASSERT_EQ(observer_.refused.size(), 3u);
    EXPECT_EQ(observer_.refused[1], std::pair(4u, format::Refusal::kNotMarked));
    EXPECT_EQ(folder_.records.size(), 2u);
}

TEST_F(PullTest, StoreThatCannotBeReadIsTold) {
    source_.store_works = false;
    Result<void> done = Pull();
    ASSERT_FALSE(done);
    EXPECT_FALSE(is_line_gone_);
}

TEST_F(PullTest, FullDiskEndsItAndNothingIsMarked) {
    folder_.appends_left = 2;
    Result<void> done = Pull();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().offset, static_cast<uint64_t>(ENOSPC));
    EXPECT_FALSE(is_line_gone_);
    EXPECT_EQ(source_.marked, std::vector<uint32_t>{3});
    folder_.appends_left = 100;
    ASSERT_TRUE(Pull());
    ExpectAll("after the disk was full");
}

// What a part file holds is verified as a whole: one that rots is fetched again.
TEST_F(PullTest, DamagedPartIsFetchedAgain) {
    EXPECT_FALSE(Pull({}, {Fault::Kind::kCut, 2600}));
    folder_.parts.begin()->second[7] = 'x';
    ASSERT_TRUE(Pull());
    ExpectAll("after damage");
}

// A harvest adds to the record between its offer and its acknowledgement.
TEST_F(PullTest, ChangedRecordIsNotMarked) {
    class Changing : public FakeSource {
      public:
        Result<Bytes> Read(journal::RecordId id) override {
            Result<Bytes> record = FakeSource::Read(id);
            if (id.sequence == 4 && ++reads == 1) records[id].content += "+1";
            return record;
        }
        int reads = 0;
    } source;
    source.Add(4, "four");
    Server server(source, MakeUnitName("a"), ids_);
    FaultyLine line(server, {}, {});
    PullClient client(line, folder_, observer_, {});
    ASSERT_TRUE(client.Run());
    EXPECT_TRUE(source.marked.empty());
    ASSERT_EQ(observer_.refused.size(), 1u);
    EXPECT_EQ(observer_.refused[0].second, format::Refusal::kChanged);
}

// A unit that was made to confuse: each of its answers breaks one rule.
class LyingServer {
  public:
    using Change = std::function<void(format::Message&)>;
    static Result<void> Pull(FakeFolder& folder, const Change& change) {
        class LyingLine : public Line {
          public:
            explicit LyingLine(const Change& change) : change_(change) {
                source_.Add(3, "three");
                source_.Add(4, "four");
            }
            Result<void> Write(Bytes bytes) override {
                std::array<uint8_t, format::kMaxRequestFrame> in;
                format::SerialReader reader(in);
                std::ranges::copy(bytes, reader.Room().begin());
                reader.Added(bytes.size());
                format::Message answer = *server_.Answer(*reader.Next());
                change_(answer);
                pending_ += AsText(format::EncodeSerial(answer, out_));
                return {};
            }
            Result<size_t> Read(std::span<uint8_t> buffer, std::chrono::milliseconds deadline) override {
                if (pending_.empty()) now_ = deadline;
                size_t count = std::min(buffer.size(), pending_.size());
                std::copy_n(pending_.begin(), count, buffer.begin());
                pending_.erase(0, count);
                return count;
            }
            std::chrono::milliseconds Now() const override { return now_; }

          private:
            const Change& change_;
            FakeSource source_;
            std::array<journal::RecordId, 4> ids_;
            Server server_{source_, MakeUnitName("a"), ids_};
            std::array<uint8_t, format::kMaxSerialFrame> out_;
            std::string pending_;
            std::chrono::milliseconds now_{0};
        } line(change);
        QuietObserver observer;
        return PullClient(line, folder, observer, {}).Run();
    }
};

TEST_F(PullTest, LiesAreRefused) {
    using format::Message;
    using format::MessageType;
    const std::vector<std::pair<const char*, LyingServer::Change>> kLies = {
        {"other version", [](Message& m) { m.code += m.type == MessageType::kWelcome; }},
        {"size of nothing",
         [](Message& m) {
             if (m.type == MessageType::kRecord) m.position = 0;
         }},
        {"size of 4 GiB",
         [](Message& m) {
             if (m.type == MessageType::kRecord) m.position = UINT32_MAX;
         }},
        {"the same record again",
         [](Message& m) {
             if (m.type == MessageType::kRecord) m.sequence = 3, m.signature = 1;
         }},
        {"another record's data", [](Message& m) { m.sequence += m.type == MessageType::kData; }},
        {"data from elsewhere", [](Message& m) { m.position += m.type == MessageType::kData; }},
        {"no data",
         [](Message& m) {
             if (m.type == MessageType::kData) m.data = {};
         }},
        {"too much data",
         [](Message& m) {
             if (m.type == MessageType::kData) m.data = AsBytes("threethree");
         }},
        {"data instead of a record",
         [](Message& m) {
             if (m.type == MessageType::kRecord) m.type = MessageType::kData;
         }},
        {"a request", [](Message& m) { m.type = MessageType::kNext; }},
        {"another tag", [](Message& m) { ++m.tag; }},
    };
    for (const auto& [name, lie] : kLies) {
        FakeFolder folder;
        EXPECT_FALSE(LyingServer::Pull(folder, lie)) << name;
        EXPECT_LE(folder.records.size(), 1u) << name;
    }
    // Data that are not what was offered never become a record.
    FakeFolder folder;
    EXPECT_TRUE(LyingServer::Pull(folder, [](Message& m) {
        if (m.type == MessageType::kData) m.data = AsBytes("thre\?").first(m.data.size() < 5 ? 4 : 5);
    }));
    EXPECT_TRUE(folder.records.empty());
}

TEST(SafeUnitName, IsSafe) {
    EXPECT_EQ(SafeUnitName(AsBytes("../HU 1")), "______1");
    EXPECT_EQ(SafeUnitName({}), "unit");
    EXPECT_EQ(SafeUnitName(AsBytes(std::string(100, 'a'))), std::string(32, 'a'));
}

}  // namespace
}  // namespace faultbox
