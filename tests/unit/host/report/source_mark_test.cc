#include "host/report/source_mark.h"

#include <gtest/gtest.h>

#include <string>

namespace faultbox {
namespace {

/// The marked part of a line, empty where there is none.
std::string Marked(std::string_view line, const SourceClue& clue) {
    std::optional<SourceMark> mark = FindInLine(line, clue);
    return mark ? std::string(line.substr(mark->begin, mark->size)) : std::string();
}

TEST(SourceMark, TheWholeAccessWhereItIsWritten) {
    EXPECT_EQ(Marked("\trpsk->rpdev->ept->priv = NULL;", {25, "rpsk->rpdev->ept", "priv"}), "rpsk->rpdev->ept->priv");
    EXPECT_EQ(Marked("\tcan_filters[3].hits++;", {0, "can_filters[3]", "hits"}), "can_filters[3].hits");
}

// fs/buffer.c and lib/rbtree.c of Linux 4.1.
TEST(SourceMark, TheMemberThroughWhateverStandsBeforeIt) {
    EXPECT_EQ(Marked("\twhile (node->rb_right)", {0, "se", "run_node.rb_right"}), "node->rb_right");
    EXPECT_EQ(Marked("\treturn page_buffers(page)->b_state & mask;", {0, "", "b_state"}),
              "page_buffers(page)->b_state");
    EXPECT_EQ(Marked("\tx = a.slots[i + b[2]].count;", {0, "", "slots[3].count"}), "a.slots[i + b[2]].count");
    EXPECT_EQ(Marked("\treturn (*list)->head;", {0, "", "head"}), "(*list)->head");
}

TEST(SourceMark, TheOneNearestToTheColumn) {
    std::string_view line = "\ta->next->prev = b->next;";
    EXPECT_EQ(Marked(line, {3, "", "next"}), "a->next");
    EXPECT_EQ(Marked(line, {20, "", "next"}), "b->next");
}

TEST(SourceMark, ThePointerAloneAndTheColumnAlone) {
    EXPECT_EQ(Marked("\tkfree(session->decoder);", {0, "session->decoder", ""}), "session->decoder");
    EXPECT_EQ(Marked("\tmemcpy(buffer, from, size);", {2, "x", "y"}), "memcpy");
    EXPECT_EQ(Marked("\ta = b;", {4, "", ""}), "=");
}

TEST(SourceMark, TheBeginningOfAnExpression) {
    std::string_view line = "\tframes = audio_stream_frames(session->stream, 10);";
    std::optional<SourceMark> mark = FindBeginningInLine(line, "session->stream->route");
    ASSERT_TRUE(mark);
    EXPECT_EQ(line.substr(mark->begin, mark->size), "session->stream");
    EXPECT_FALSE(FindBeginningInLine(line, "subsession->stream"));
    EXPECT_FALSE(FindBeginningInLine(line, ""));
}

TEST(SourceMark, PartsOfNamesAreNotIt) {
    EXPECT_EQ(Marked("\treturn x->privacy;", {0, "", "priv"}), "");
    EXPECT_EQ(Marked("\tpriv = 1;", {0, "", "priv"}), "") << "a variable is no member";
    EXPECT_EQ(Marked("\tkfree(subsession->decoder);", {0, "session->decoder", ""}), "");
}

TEST(SourceMark, NothingThere) {
    EXPECT_EQ(Marked("", {0, "a", "b"}), "");
    EXPECT_EQ(Marked("\tx;", {4, "", ""}), "");
    EXPECT_EQ(Marked("\tx;", {1, "", ""}), "") << "blanks";
    EXPECT_EQ(Marked(")->x", {0, "", "x"}), ")->x") << "a bracket that is not opened";
}

}  // namespace
}  // namespace faultbox
