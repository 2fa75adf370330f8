#include "target/selftest/mark.h"

#include <gtest/gtest.h>

#include "tests/unit/target/selftest/fake_image.h"

namespace faultbox::selftest {
namespace {

constexpr char kId[] = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

class MarkTest : public testing::Test {
  protected:
    Outcome Set() {
        TextOf say;
        Outcome outcome = SetMark(image.subject, say);
        said = say.text();
        return outcome;
    }
    Outcome Find() {
        TextOf say;
        Outcome outcome = FindMark(image.subject, &pstore, say);
        said = say.text();
        return outcome;
    }
    void Restart() { image.files.files["/proc/sys/kernel/random/boot_id"] = "99999999-2222-4333-8444-555555555555\n"; }

    FakeImage image;
    power::FlashDirectory pstore;
    std::string said;
};

TEST_F(MarkTest, GoesToPmsgWhereThereIsOne) {
    image.files.devices = {{"/dev/pmsg0", ""}, {"/dev/kmsg", ""}};
    EXPECT_EQ(Set(), Outcome::kOk);
    EXPECT_EQ(image.files.devices["/dev/pmsg0"], std::string("faultbox selftest mark ") + kId + "\n");
    EXPECT_EQ(image.files.devices["/dev/kmsg"], "");
}

TEST_F(MarkTest, GoesToTheConsoleOtherwise) {
    image.files.devices = {{"/dev/kmsg", ""}};
    EXPECT_EQ(Set(), Outcome::kOk);
    EXPECT_EQ(image.files.devices["/dev/kmsg"], std::string("<1>faultbox selftest mark ") + kId + "\n");
}

TEST_F(MarkTest, WithoutDeviceThereIsNone) {
    EXPECT_EQ(Set(), Outcome::kFail);
    Restart();
    EXPECT_EQ(Find(), Outcome::kCannotTell);
}

TEST_F(MarkTest, OutlivesARestartAndIsFoundOnce) {
    image.files.devices = {{"/dev/pmsg0", ""}};
    ASSERT_EQ(Set(), Outcome::kOk);
    pstore.Add("dmesg-ramoops-0", kId, 0);
    pstore.Add("pmsg-ramoops-0", "other text\n" + image.files.devices["/dev/pmsg0"], 0);
    Restart();
    image.store.Restart(power::FlashDirectory::Survival::kLost);
    EXPECT_EQ(Find(), Outcome::kOk);
    EXPECT_EQ(said, "the mark outlived the restart, in \"pmsg-ramoops-0\"");
    EXPECT_EQ(Find(), Outcome::kCannotTell);
}

TEST_F(MarkTest, BeforeTheRestartNothingCanBeSaid) {
    image.files.devices = {{"/dev/pmsg0", ""}};
    ASSERT_EQ(Set(), Outcome::kOk);
    pstore.Add("pmsg-ramoops-0", kId, 0);
    EXPECT_EQ(Find(), Outcome::kCannotTell);
    EXPECT_EQ(said, "there was no restart since the mark was set");
}

TEST_F(MarkTest, MemoryThatWasClearedFails) {
    image.files.devices = {{"/dev/pmsg0", ""}};
    ASSERT_EQ(Set(), Outcome::kOk);
    Restart();
    EXPECT_EQ(Find(), Outcome::kFail);
    EXPECT_EQ(said, "pstore has neither pmsg nor console of the last boot");
    pstore.Add("console-ramoops-0", "faultbox selftest mark aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeef", 0);
    EXPECT_EQ(Find(), Outcome::kFail);
    EXPECT_EQ(said, "the mark is in no log of pstore");
}

TEST_F(MarkTest, ADamagedNoteIsNoMark) {
    image.store.Add("selftest.mark", "11111111\n", 0);
    EXPECT_EQ(Find(), Outcome::kCannotTell);
}

}  // namespace
}  // namespace faultbox::selftest
