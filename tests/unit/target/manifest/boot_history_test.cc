#include "target/manifest/boot_history.h"

#include <gtest/gtest.h>

#include <memory>

#include "target/format/crash_record.pb.h"
#include "target/format/frame.h"
#include "target/format/limits.h"
#include "target/manifest/manifest.h"
#include "tests/power/flash_directory.h"
#include "tests/unit/target/manifest/fake_system.h"

namespace faultbox::manifest {
namespace {

constexpr std::string_view kBuildIdHex = "4b45524e454c2d4255494c442d49442d31323334";  // KERNEL-BUILD-ID-1234

class BootHistoryTest : public testing::Test {
  protected:
    void NoteBoot() {
        auto workspace = std::make_unique<ManifestWorkspace>();
        ManifestStore store(flash_);
        ASSERT_TRUE(Manifest(*workspace, store, system_, system_, settings_).Update());
    }

    /// What the record of a crash with this one event says.
    format::CrashRecord Harvest(const CrashEvent& event, std::vector<record::ShortText<64>> modules = {}) {
        auto workspace = std::make_unique<HistoryWorkspace>();
        BootHistory history(*workspace, flash_, system_);
        opened_ = history.Open().has_value();
        std::vector<uint8_t> buffer(format::kMaxRecordBytes);
        record::RecordWriter writer(buffer);
        history.Begin();
        history.OnEvent(event);
        same_system_ = history.Write(modules, writer);
        Bytes payload = format::ReadFrame(writer.Finish(std::nullopt, std::array<uint64_t, 1>{1}).value())->payload;
        format::CrashRecord record;
        EXPECT_TRUE(record.ParseFromArray(payload.data(), static_cast<int>(payload.size())));
        return record;
    }
    std::unique_ptr<CrashEvent> Crash(std::string_view release, std::string_view build) {
        auto event = std::make_unique<CrashEvent>();
        event->release = release;
        event->build = build;
        return event;
    }

    power::FlashDirectory flash_;
    FakeSystem system_;
    config::Config settings_;
    bool opened_ = false;
    bool same_system_ = false;
};

TEST_F(BootHistoryTest, JoinsTheLastBoot) {
    system_.Load("headunit", "HEADUNIT", "0xbf0a3000\n");
    system_.Load("exfat", "EXFAT");
    NoteBoot();
    system_.Reboot("boot id number 2");
    format::CrashRecord record = Harvest(*Crash("4.4.45-g66454cd", "#66"), {std::string_view("headunit")});
    EXPECT_TRUE(same_system_);
    EXPECT_EQ(record.note_size(), 0);
    const format::Identity& crashed = record.crashed();
    EXPECT_EQ(crashed.join(), format::Identity::LAST_BOOT);
    EXPECT_EQ(crashed.agreed(), 3u);  // release and build
    EXPECT_EQ(crashed.boot_id(), "boot id number 1");
    EXPECT_EQ(crashed.boot_count(), 1u);
    EXPECT_EQ(crashed.release(), "4.4.45-g66454cd");
    EXPECT_EQ(crashed.build_id(), "KERNEL-BUILD-ID-1234");
    EXPECT_EQ(crashed.command_line(), "console=ttyO2 root=/dev/mmcblk0p2");
    EXPECT_EQ(crashed.os(), "Head unit 3");
    EXPECT_FALSE(crashed.has_image());
    ASSERT_EQ(crashed.module_size(), 1);
    EXPECT_EQ(crashed.module(0).name(), "headunit");
    EXPECT_EQ(crashed.module(0).build_id(), "HEADUNIT");
    EXPECT_EQ(crashed.module(0).address(), 0xbf0a3000u);
}

// The harvest may run before the manifest of its own boot, or after it.
TEST_F(BootHistoryTest, TheManifestOfTheHarvestsOwnBootMakesNoDifference) {
    NoteBoot();
    system_.Reboot("boot id number 2");
    auto crash = Crash("4.4.45-g66454cd", "#66");
    format::CrashRecord before = Harvest(*crash);
    NoteBoot();
    format::CrashRecord after = Harvest(*crash);
    EXPECT_EQ(before.crashed().boot_count(), 1u);
    EXPECT_EQ(before.SerializeAsString(), after.SerializeAsString());
}

// An update between crash and harvest: the record has the crashed image, not the one that harvests.
TEST_F(BootHistoryTest, TheCrashBelongsToTheImageThatCrashed) {
    NoteBoot();
    system_.Reboot("boot id number 2");
    system_.release_text = "4.4.45-gnew";
    system_.build_id = "NEW";
    NoteBoot();
    format::CrashRecord record = Harvest(*Crash("4.4.45-g66454cd", "#66"));
    EXPECT_EQ(record.crashed().join(), format::Identity::LAST_BOOT);
    EXPECT_EQ(record.crashed().build_id(), "KERNEL-BUILD-ID-1234");
    EXPECT_FALSE(same_system_);
}

// Slot B ran once in between, its harvest did not.
TEST_F(BootHistoryTest, AnEarlierBootIsTakenWhereTheLastContradictsTheCrash) {
    NoteBoot();
    system_.Reboot("boot id number 2");
    system_.release_text = "5.10.0";
    NoteBoot();
    system_.Reboot("boot id number 3");
    format::CrashRecord record = Harvest(*Crash("4.4.45-g66454cd", "#66"));
    EXPECT_EQ(record.crashed().join(), format::Identity::EARLIER_BOOT);
    EXPECT_EQ(record.crashed().boot_count(), 1u);
    EXPECT_EQ(record.crashed().disagreement_size(), 0);
}

TEST_F(BootHistoryTest, SaysWhatDoesNotAgree) {
    NoteBoot();
    system_.Reboot("boot id number 2");
    format::CrashRecord record = Harvest(*Crash("4.4.45-g66454cd", "#67"));
    EXPECT_EQ(record.crashed().join(), format::Identity::CONTRADICTED);
    EXPECT_EQ(record.crashed().agreed(), 1u);
    ASSERT_EQ(record.crashed().disagreement_size(), 1);
    EXPECT_EQ(record.crashed().disagreement(0), "build: #67 in the crash, #66 in the manifest");
    ASSERT_EQ(record.note_size(), 1);

    auto crash = Crash("4.4.45-g66454cd", "#66");
    crash->kernel_build_id = "0011223344";
    record = Harvest(*crash);
    ASSERT_EQ(record.crashed().disagreement_size(), 1);
    EXPECT_EQ(record.crashed().disagreement(0),
              "build id of the kernel: 0011223344 in the crash, " + std::string(kBuildIdHex) + " in the manifest");
}

TEST_F(BootHistoryTest, BuildIdsOfTheCrashAreCompared) {
    system_.Load("headunit", "\x01\x02\x03");
    NoteBoot();
    system_.Reboot("boot id number 2");
    auto crash = Crash("", "");
    crash->kernel_build_id = kBuildIdHex;
    crash->pc.module = "headunit";
    crash->pc.build_id = "010203";
    EXPECT_EQ(Harvest(*crash).crashed().agreed(), 12u);
    crash->pc.build_id = "010204";
    format::CrashRecord record = Harvest(*crash);
    EXPECT_EQ(record.crashed().join(), format::Identity::CONTRADICTED);
    EXPECT_EQ(record.crashed().disagreement(0), "build id of headunit: 010204 in the crash, 010203 in the manifest");
}

TEST_F(BootHistoryTest, ACrashThatStatesNothingIsJoinedByItsPlaceAlone) {
    NoteBoot();
    system_.Reboot("boot id number 2");
    format::CrashRecord record = Harvest(*Crash("", ""));
    EXPECT_EQ(record.crashed().join(), format::Identity::LAST_BOOT);
    EXPECT_FALSE(record.crashed().has_agreed());
}

// A module of the image that this boot was never seen to load could be another build by now.
TEST_F(BootHistoryTest, OnlyModulesThatTheBootLoaded) {
    system_.Load("headunit", "HEADUNIT");
    NoteBoot();
    system_.Reboot("boot id number 2");
    NoteBoot();
    system_.Reboot("boot id number 3");
    format::CrashRecord record = Harvest(*Crash("", ""), {std::string_view("headunit")});
    EXPECT_EQ(record.crashed().boot_count(), 2u);
    EXPECT_EQ(record.crashed().module_size(), 0);
}

TEST_F(BootHistoryTest, UnknownIsAbsentWithANote) {
    format::CrashRecord record = Harvest(*Crash("4.4.45-g66454cd", "#66"));
    EXPECT_TRUE(opened_);
    EXPECT_FALSE(record.has_crashed());
    ASSERT_EQ(record.note_size(), 1);
    EXPECT_EQ(record.note(0), "which system crashed is not known: no earlier boot has a manifest");

    NoteBoot();  // of the boot that harvests: not the one that crashed
    EXPECT_FALSE(Harvest(*Crash("4.4.45-g66454cd", "#66")).has_crashed());

    system_.boot.clear();
    EXPECT_FALSE(Harvest(*Crash("4.4.45-g66454cd", "#66")).has_crashed());
    EXPECT_FALSE(opened_);
}

// The last boot's manifest is damaged: an earlier one counts only where the crash itself names its kernel.
TEST_F(BootHistoryTest, ADamagedManifest) {
    NoteBoot();
    system_.Reboot("boot id number 2");
    NoteBoot();
    system_.Reboot("boot id number 3");
    (*flash_.Content("boot-000002.fbm"))[40] ^= 1;
    EXPECT_EQ(Harvest(*Crash("4.4.45-g66454cd", "#66")).crashed().join(), format::Identity::EARLIER_BOOT);
    format::CrashRecord record = Harvest(*Crash("", ""));
    EXPECT_FALSE(record.has_crashed());
    ASSERT_EQ(record.note_size(), 1);
    EXPECT_TRUE(record.note(0).contains("cannot be read")) << record.note(0);
}

}  // namespace
}  // namespace faultbox::manifest
