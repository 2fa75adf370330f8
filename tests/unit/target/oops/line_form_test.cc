#include "target/oops/line_form.h"

#include <gtest/gtest.h>

#include <memory>

#include "parse.h"
#include "target/oops/event_builder.h"

namespace faultbox {
namespace {

std::unique_ptr<EventBuilder> Read(LineForm form, std::string_view text, bool expected = true) {
    auto builder = std::make_unique<EventBuilder>();
    Line line{};
    line.number = 7;
    line.text = text;
    builder->Begin(EventKind::kBug, Severity::kError, line, text);
    EXPECT_EQ(ReadForm(*builder, line, form, text), expected) << text;
    EXPECT_EQ(HasForm(form, text), expected);
    return builder;
}

TEST(LineForm, Fields) {
    auto builder =
        Read("at %f:%l %b CPU#%c %C/%p %d %x %s; %_ end\0decimal\0hex\0text",
             "at fs/x.c:10  fn+0x1/0x2 [mod] CPU#3 a/b c/77 42 0xfe some text; anything at all end, and more");
    const CrashEvent& event = builder->event;
    EXPECT_EQ(event.source_location.file, "fs/x.c");
    EXPECT_EQ(event.source_location.line, 10u);
    EXPECT_EQ(event.pc.symbol, "fn");
    EXPECT_EQ(event.pc.module, "mod");
    EXPECT_EQ(event.cpu, 3u);
    EXPECT_EQ(event.comm, "a/b c");
    EXPECT_EQ(event.pid, 77u);
    ASSERT_EQ(event.facts.size(), 3u);
    EXPECT_EQ(event.facts[0].number, 42u);
    EXPECT_FALSE(event.facts[0].hex);
    EXPECT_EQ(event.facts[1].number, 0xfeu);
    EXPECT_TRUE(event.facts[1].hex);
    EXPECT_EQ(FactOf(event, "text"), "some text");
}

TEST(LineForm, FirstStatementCounts) {
    auto builder = Read("%d and %d\0key\0key", "1 and 2");
    EXPECT_EQ(builder->event.facts.size(), 1u);
    EXPECT_EQ(FactOf(builder->event, "key"), "1");
}

TEST(LineForm, OptionalPart) {
    EXPECT_EQ(FactOf(Read("queue %d timed out%? %d ms\0q\0ms", "queue 1 timed out 5 ms")->event, "ms"), "5");
    EXPECT_EQ(FactOf(Read("queue %d timed out%? %d ms\0q\0ms", "queue 1 timed out 5 s")->event, "ms"), "absent");
    EXPECT_EQ(FactOf(Read("queue %d timed out%? %d ms\0q\0ms", "queue 1 timed out")->event, "q"), "1");
}

TEST(LineForm, NothingIsTakenOfAnotherForm) {
    EXPECT_TRUE(Read("a %d b\0k", "a 5 c", false)->event.facts.empty());
    EXPECT_TRUE(Read("a %d b\0k", "a x b", false)->event.facts.empty());
    EXPECT_TRUE(Read("a %s b\0k", "a  b", false)->event.facts.empty());
    EXPECT_TRUE(Read("%x\0k", "0x", false)->event.facts.empty());
    EXPECT_TRUE(Read("%C:%p", "abc:", false)->event.comm.empty());
    EXPECT_TRUE(Read("a b", "ab", false)->event.comm.empty());
    EXPECT_TRUE(Read("a b", "", false)->event.comm.empty());
}

// What does not fit its type is no fact: never a wrong number.
TEST(LineForm, NumbersThatDoNotFit) {
    EXPECT_EQ(FactOf(Read("%d\0k", "18446744073709551616")->event, "k"), "absent");
    EXPECT_EQ(FactOf(Read("%d\0k", "18446744073709551615")->event, "k"), "ffffffffffffffff");
    EXPECT_EQ(FactOf(Read("%x\0k", "0x10000000000000000")->event, "k"), "absent");
    EXPECT_FALSE(Read("CPU#%c", "CPU#4294967296")->event.cpu);
    EXPECT_FALSE(Read("%C:%p", "x:99999999999")->event.pid);
}

TEST(LineForm, NamesAreBounded) {
    std::string name(64, ':');
    EXPECT_EQ(Read("%C:%p", name + ":5")->event.comm, name);
    Read("%C:%p", name + "::5", false);
}

TEST(LineForm, Traces) {
    auto builder = Read("%TFreed by task %_:", "Freed by task 12:");
    ASSERT_EQ(builder->event.traces.size(), 1u);
    EXPECT_EQ(builder->event.traces[0].name, "Freed by task 12");
    builder = Read("%tbacktrace", "backtrace:");
    ASSERT_EQ(builder->event.traces.size(), 1u);
    EXPECT_EQ(builder->event.traces[0].name, "");
}

}  // namespace
}  // namespace faultbox
