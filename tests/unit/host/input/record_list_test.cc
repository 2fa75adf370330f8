#include "host/input/record_list.h"

#include <gtest/gtest.h>

#include <optional>

namespace faultbox {
namespace {

// Long enough for memory of its own.
std::string Headline(size_t number) {
    return "Unable to handle kernel NULL pointer dereference, " + std::to_string(number);
}

void Fill(RecordList& records, size_t count) {
    for (size_t number = 0; number < count; ++number) records.Add().add_event()->set_headline(Headline(number));
}

TEST(RecordList, HasWhatWasAdded) {
    RecordList records;
    EXPECT_TRUE(records.empty());
    Fill(records, 20000);  // Of the largest blocks, too.
    EXPECT_EQ(records.size(), 20000u);
    size_t number = 0;
    for (const format::CrashRecord& record : records) ASSERT_EQ(record.event(0).headline(), Headline(number++));
    EXPECT_EQ(number, 20000u);
    EXPECT_EQ(&records.front(), &records[0]);
    EXPECT_EQ(&records.back(), &records[19999]);
}

TEST(RecordList, RecordsStayWhereTheyAre) {
    std::optional<RecordList> first(std::in_place);
    Fill(*first, 1);
    const format::CrashRecord* record = &first->front();
    RecordList second = *std::move(first);
    first.reset();
    Fill(second, 1000);
    EXPECT_EQ(&second.front(), record);
    EXPECT_EQ(record->event(0).headline(), Headline(0));
    RecordList third;
    Fill(third, 3);
    third = std::move(second);
    EXPECT_EQ(third.size(), 1001u);
    EXPECT_EQ(&third.front(), record);
}

}  // namespace
}  // namespace faultbox
