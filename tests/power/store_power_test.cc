// The power fails while records are appended, marked as read or pruned.
#include <gtest/gtest.h>

#include <cstdio>
#include <set>

#include "target/format/frame.h"
#include "target/format/limits.h"
#include "target/journal/prune.h"
#include "target/journal/record_store.h"
#include "tests/power/flash_directory.h"

namespace faultbox::power {
namespace {

using journal::RecordId;
using Survival = FlashDirectory::Survival;

class StorePowerTest : public testing::Test, private journal::PruneObserver {
  protected:
    RecordId Append(uint64_t signature, size_t payload_bytes = 1000) {
        return store_.Append(MakeRecord(signature, payload_bytes)).value();
    }
    std::vector<uint8_t> MakeRecord(uint64_t signature, size_t payload_bytes) {
        std::vector<uint8_t> record(format::kFrameHeaderBytes + payload_bytes + format::kFrameTrailerBytes, 0x5a);
        EXPECT_TRUE(format::WriteFrame(record, signature, 1));
        return record;
    }
    Result<void> Prune(journal::Quota quota, uint64_t new_bytes = 0, uint32_t new_records = 0) {
        std::vector<RecordId> entries(32);
        return journal::Pruner(flash_, store_, entries).MakeRoom(quota, new_bytes, new_records, *this);
    }
    std::vector<uint32_t> Sequences() {
        std::vector<RecordId> ids(32);
        ids.resize(store_.List(ids).value_or(0));
        std::vector<uint32_t> sequences;
        for (RecordId id : ids) sequences.push_back(id.sequence);
        return sequences;
    }
    void Restart(uint32_t seed) {
        flash_.supply().Restore();
        flash_.Restart(Survival::kMixed, seed);
    }
    void Reset() { flash_ = FlashDirectory(); }

    FlashDirectory flash_;
    std::vector<uint8_t> scratch_ = std::vector<uint8_t>(format::kMaxRecordBytes);
    journal::RecordStore store_{flash_, scratch_};
    std::vector<std::string> removed_;

  private:
    void Removed(std::string_view name) override { removed_.push_back(std::string(name)); }
};

using Numbers = std::vector<uint32_t>;

// Signatures a, b, a, a, c, a, a: the first of each stays until it is read and nothing else is left to go.
TEST_F(StorePowerTest, GivesUpWhatWasReadThenWhatWasSetAsideThenTheOldest) {
    std::vector<RecordId> ids;
    for (uint64_t signature : {0xa, 0xb, 0xa, 0xa, 0xc, 0xa, 0xa}) ids.push_back(Append(signature));
    ASSERT_TRUE(store_.MarkRead(ids[0]));
    ASSERT_TRUE(store_.MarkRead(ids[3]));
    ASSERT_TRUE(store_.MarkRead(ids[4]));
    ASSERT_TRUE(store_.SetAside(ids[5]));
    ASSERT_TRUE(Prune({.max_records = 7}));
    EXPECT_EQ(Sequences(), (Numbers{1, 2, 3, 4, 5, 7}));
    ASSERT_TRUE(Prune({.max_records = 6}));
    EXPECT_EQ(Sequences(), (Numbers{1, 2, 3, 5, 7}));
    ASSERT_TRUE(Prune({.max_records = 5}));
    EXPECT_EQ(removed_.back(), "000006-000000000000000a.bad");
    ASSERT_TRUE(Prune({.max_records = 5}, 0, 1));
    EXPECT_EQ(Sequences(), (Numbers{1, 2, 5, 7}));
    ASSERT_TRUE(Prune({.max_records = 3}));
    EXPECT_EQ(Sequences(), (Numbers{2, 5, 7}));
    EXPECT_EQ(Prune({.max_records = 1}).error().code, ErrorCode::kLimit);
    EXPECT_EQ(Sequences(), (Numbers{2, 7}));  // nobody has 2 yet, and the number of 7 must not be given again
    EXPECT_EQ(Append(0xa).sequence, 8u);
}

TEST_F(StorePowerTest, TheNumberOfANewestRecordThatWasSetAsideIsNotGivenAgain) {
    Append(0xa);
    ASSERT_TRUE(store_.SetAside(Append(0xb)));
    EXPECT_EQ(Prune({.max_records = 1}).error().code, ErrorCode::kLimit);
    EXPECT_EQ(Append(0xb).sequence, 3u);
}

TEST_F(StorePowerTest, CountsBytes) {
    for (int i = 0; i < 5; ++i) Append(0xa, 1000);
    uint64_t each = 1000 + format::kFrameHeaderBytes + format::kFrameTrailerBytes;
    ASSERT_TRUE(Prune({.max_bytes = 5 * each}));
    EXPECT_EQ(Sequences().size(), 5u);
    ASSERT_TRUE(Prune({.max_bytes = 5 * each - 1}));
    EXPECT_EQ(Sequences(), (Numbers{1, 3, 4, 5}));
    ASSERT_TRUE(Prune({.max_bytes = 4 * each}, 1, 1));
    EXPECT_EQ(Sequences(), (Numbers{1, 4, 5}));
}

// Whatever a loss of power leaves of it: firsts are there, all that is there is whole, and what was not named as
// removed is there.
TEST_F(StorePowerTest, APruneThatIsCutLosesNothingElse) {
    int runs = 0;
    for (int cut = 0; cut < 4; ++cut) {
        for (uint32_t seed = 0; seed < 16; ++seed, ++runs) {
            Reset();
            removed_.clear();
            for (uint64_t signature : {0xa, 0xb, 0xa, 0xb, 0xa}) ASSERT_TRUE(store_.MarkRead(Append(signature)));
            Restart(0);
            flash_.supply().CutAt(cut);
            Result<void> pruned = Prune({.max_records = 3});
            if (pruned) pruned = flash_.SyncNames();
            bool is_done = pruned.has_value();
            EXPECT_EQ(is_done, cut == 3);
            Restart(seed);
            Numbers left = Sequences();
            std::set<uint32_t> there(left.begin(), left.end());
            EXPECT_TRUE(there.contains(1) && there.contains(2) && there.contains(5));
            EXPECT_GE(left.size() + removed_.size() + (cut < 3), 5u);
            if (is_done) {
                EXPECT_EQ(left.size(), 3u);
            }
            for (uint32_t sequence : left) {
                EXPECT_TRUE(store_.IsRead({sequence, sequence % 2 == 0 ? 0xbu : 0xau}).value_or(false));
            }
            ASSERT_TRUE(Prune({.max_records = 3}));
            EXPECT_EQ(Sequences(), (Numbers{1, 2, 5}));
        }
    }
    printf("%d runs of a prune\n", runs);
    EXPECT_EQ(runs, 64);
}

TEST_F(StorePowerTest, AMarkThatIsCutLeavesTheRecordWholeAndIsMadeAgain) {
    int runs = 0;
    for (int cut = 0; cut <= 2; ++cut) {
        for (uint32_t seed = 0; seed < 32; ++seed, ++runs) {
            Reset();
            RecordId id = Append(0xa);
            ASSERT_TRUE(store_.AddRepeat(id, {.lines = {1, 2, 3}}));
            Restart(0);
            flash_.supply().CutAt(cut);
            bool is_marked = store_.MarkRead(id).has_value();
            EXPECT_EQ(is_marked, cut == 2);
            Restart(seed);
            Result<journal::StoredRecord> stored = store_.Load(id);
            ASSERT_TRUE(stored);
            EXPECT_EQ(stored->payload.size(), 1000u);
            ASSERT_TRUE(stored->repeats.newest());
            EXPECT_EQ(stored->repeats.newest()->count, 2u);
            if (is_marked) {
                EXPECT_TRUE(store_.IsRead(id).value());
            }
            ASSERT_TRUE(store_.MarkRead(id));
            EXPECT_TRUE(store_.IsRead(id).value());
            EXPECT_FALSE(store_.AddRepeat(id, {.lines = {1, 2, 3}}).value());  // counted already
        }
    }
    printf("%d runs of a mark\n", runs);
    EXPECT_EQ(runs, 96);
}

TEST_F(StorePowerTest, AnAppendThatIsCutIsThereOrNot) {
    int runs = 0, adopted = 0, set_aside = 0;
    for (int cut = 0; cut <= 4; ++cut) {
        for (uint32_t seed = 0; seed < 32; ++seed, ++runs) {
            Reset();
            Append(0xa);
            flash_.supply().Restore();
            flash_.supply().CutAt(cut);
            bool is_durable = store_.Append(MakeRecord(0xb, 3000)).has_value();
            EXPECT_EQ(is_durable, cut == 4);
            Restart(seed);
            size_t before = Sequences().size();
            Result<journal::Recovered> recovered = store_.Recover();
            ASSERT_TRUE(recovered);
            if (recovered->name) ++(recovered->is_aside ? set_aside : adopted);
            EXPECT_GE(Sequences().size(), is_durable ? 2u : 1u);
            EXPECT_LE(Sequences().size(), 2u);
            EXPECT_EQ(Sequences().size() - before, size_t{recovered->name && !recovered->is_aside});
            std::set<uint32_t> numbers = {1};
            for (uint32_t sequence : Sequences()) {
                // A name may have arrived before the sector it names, where the record was not synced.
                bool is_whole = store_.Read({sequence, sequence == 1 ? 0xau : 0xbu}).has_value();
                EXPECT_TRUE(is_whole || cut < 2) << sequence;
                numbers.insert(sequence);
            }
            EXPECT_TRUE(numbers.insert(Append(0xc).sequence).second);
        }
    }
    printf("%d runs of an append: %d adopted, %d set aside\n", runs, adopted, set_aside);
    EXPECT_GT(adopted, 0);
    EXPECT_GT(set_aside, 0);
}

}  // namespace
}  // namespace faultbox::power
