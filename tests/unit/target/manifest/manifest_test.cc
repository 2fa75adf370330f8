#include "target/manifest/manifest.h"

#include <gtest/gtest.h>

#include <format>
#include <memory>

#include "target/format/crash_record.pb.h"
#include "target/scrub/scrub.h"
#include "tests/power/flash_directory.h"
#include "tests/unit/target/manifest/fake_system.h"

namespace faultbox::manifest {
namespace {

using power::FlashDirectory;

class ManifestTest : public testing::Test {
  protected:
    Result<ManifestResult> Update() {
        ManifestStore store(flash_);
        Manifest manifest(*workspace_, store, system_, system_, settings_, filter_);
        return manifest.Update();
    }
    format::Identity Boot(uint32_t counter) { return Parse(ManifestStore(flash_).ReadBoot(counter, *buffer_)); }
    format::Identity ImageOf(const format::Identity& boot) {
        return Parse(ManifestStore(flash_).ReadImage(boot.image(), *buffer_));
    }
    size_t Count(std::string_view prefix) {
        return static_cast<size_t>(
            std::ranges::count_if(flash_.names(), [=](const std::string& name) { return name.starts_with(prefix); }));
    }

    FlashDirectory flash_;
    FakeSystem system_;
    config::Config settings_;
    harvest::TextFilter filter_ = nullptr;
    std::unique_ptr<ManifestWorkspace> workspace_ = std::make_unique<ManifestWorkspace>();
    std::unique_ptr<ManifestBuffer> buffer_ = std::make_unique<ManifestBuffer>();

  private:
    static format::Identity Parse(Result<Bytes> message) {
        format::Identity identity;
        EXPECT_TRUE(message) << message.error().what;
        if (message) EXPECT_TRUE(identity.ParseFromArray(message->data(), static_cast<int>(message->size())));
        return identity;
    }
};

// The addresses of a USB gadget (Documentation/usb/gadget_multi.rst), and the vehicle's number as Android's boot
// loaders hand it over.
TEST_F(ManifestTest, ScrubsTheCommandLine) {
    system_.files["/proc/cmdline"] =
        "console=ttyO2 g_ether.host_addr=00:1a:2B:3c:4d:5e androidboot.vin=WVWZZZ1JZXW000001 quiet\n";
    settings_.scrub = config::kScrubAll;
    ASSERT_TRUE(Update());
    EXPECT_FALSE(Boot(1).has_command_line());  // a build that cannot scrub

    filter_ = scrub::ScrubText;
    ASSERT_TRUE(Update());
    EXPECT_EQ(Boot(1).command_line(),
              "console=ttyO2 g_ether.host_addr=xx:xx:xx:xx:xx:xx androidboot.vin=xxxxxxxxxxxxxxxxx quiet");

    settings_.scrub = config::kScrubVin;
    ASSERT_TRUE(Update());
    EXPECT_EQ(Boot(1).command_line(),
              "console=ttyO2 g_ether.host_addr=00:1a:2B:3c:4d:5e androidboot.vin=xxxxxxxxxxxxxxxxx quiet");
}

TEST_F(ManifestTest, NotesTheSystem) {
    system_.Load("rpmsg_proto", "RPMSG", "0xbf0a3000\n");
    system_.Load("exfat", "EXFAT", "0x0000000000000000\n");
    system_.files["/data/image"] = "HU3-2026.11\nrest";
    system_.files["/data/serial"] = "SN 4711  \n";
    settings_.image_version_file = "/data/image";
    settings_.unit_id_file = "/data/serial";
    Result<ManifestResult> result = Update();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->wrote_image && result->wrote_boot);
    EXPECT_EQ(result->boot_count, 1u);
    EXPECT_FALSE(result->is_cut);

    format::Identity boot = Boot(1);
    EXPECT_EQ(boot.boot_id(), "boot id number 1");
    EXPECT_EQ(boot.boot_count(), 1u);
    EXPECT_EQ(boot.command_line(), "console=ttyO2 root=/dev/mmcblk0p2");
    ASSERT_EQ(boot.module_size(), 2);
    EXPECT_EQ(boot.module(0).name(), "exfat");
    EXPECT_FALSE(boot.module(0).has_address());  // hidden, not zero
    EXPECT_EQ(boot.module(1).address(), 0xbf0a3000u);
    EXPECT_FALSE(boot.module(1).has_build_id());

    format::Identity image = ImageOf(boot);
    EXPECT_EQ(image.release(), "4.4.45-g66454cd");
    EXPECT_EQ(image.version(), "#66 SMP PREEMPT Tue Mar 3 11:21:18 CET 2020");
    EXPECT_EQ(image.build_id(), "KERNEL-BUILD-ID-1234");
    EXPECT_EQ(image.machine(), "armv7l");
    EXPECT_EQ(image.os(), "Head unit 3");
    EXPECT_EQ(image.image_version(), "HU3-2026.11");
    EXPECT_EQ(image.model(), "TI DRA742");
    EXPECT_EQ(image.unit_id(), "SN 4711");
    ASSERT_EQ(image.module_size(), 2);
    EXPECT_EQ(image.module(1).name(), "rpmsg_proto");
    EXPECT_EQ(image.module(1).build_id(), "RPMSG");
    EXPECT_FALSE(image.module(1).has_address());
}

TEST_F(ManifestTest, WhatCannotBeReadIsAbsent) {
    system_.files.clear();
    system_.build_id.clear();
    ASSERT_TRUE(Update());
    format::Identity image = ImageOf(Boot(1));
    EXPECT_FALSE(image.has_os() || image.has_image_version() || image.has_model() || image.has_unit_id());
    EXPECT_FALSE(image.has_build_id());
    EXPECT_FALSE(Boot(1).has_command_line());
}

// /etc/os-release states a version, DMI a model.
TEST_F(ManifestTest, SecondPlaces) {
    system_.files.erase("/proc/device-tree/model");
    system_.files["/sys/class/dmi/id/product_name"] = "UP-APL01\n";
    system_.files["/usr/lib/os-release"] = "PRETTY_NAME=lib\n";
    settings_.unit_id = "unit 7";
    ASSERT_TRUE(Update());
    format::Identity image = ImageOf(Boot(1));
    EXPECT_EQ(image.model(), "UP-APL01");
    EXPECT_EQ(image.os(), "Head unit 3");
    EXPECT_EQ(image.image_version(), "3.1");
    EXPECT_EQ(image.unit_id(), "unit 7");
}

TEST_F(ManifestTest, ASecondRunWritesNothing) {
    system_.Load("exfat", "EXFAT");
    ASSERT_TRUE(Update());
    int before = flash_.supply().changes();
    Result<ManifestResult> again = Update();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->boot_count, 1u);
    EXPECT_FALSE(again->wrote_image || again->wrote_boot);
    EXPECT_EQ(flash_.supply().changes(), before);
}

TEST_F(ManifestTest, ANewBootWritesOnlyItsOwnFile) {
    system_.Load("exfat", "EXFAT", "0xbf000000\n");
    system_.Load("btusb", "BTUSB", "0xbf010000\n");
    ASSERT_TRUE(Update());
    system_.Reboot("boot id number 2");
    system_.Load("btusb", "BTUSB", "0xbf0f0000\n");  // another order, another place, one of them not yet
    Result<ManifestResult> second = Update();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->boot_count, 2u);
    EXPECT_FALSE(second->wrote_image);
    EXPECT_TRUE(second->wrote_boot);
    EXPECT_EQ(Boot(2).module_size(), 1);
    EXPECT_EQ(ImageOf(Boot(2)).module_size(), 2);
    EXPECT_EQ(Count("image-"), 1u);
}

TEST_F(ManifestTest, AModuleLoadedLateIsAdded) {
    system_.Load("exfat", "EXFAT");
    ASSERT_TRUE(Update());
    system_.Load("late", "LATE", "0xbf0b0000\n");
    Result<ManifestResult> result = Update();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->wrote_image && result->wrote_boot);
    EXPECT_EQ(result->boot_count, 1u);
    EXPECT_EQ(Boot(1).module_size(), 2);
    EXPECT_EQ(ImageOf(Boot(1)).module_size(), 2);
    EXPECT_EQ(Count("boot-"), 1u);
    EXPECT_EQ(Count("image-"), 1u);  // the one before is referred to no more
}

// What was seen of this boot stays known, also when it is unloaded.
TEST_F(ManifestTest, AModuleUnloadedStays) {
    system_.Load("gone", "GONE", "0xbf0c0000\n");
    ASSERT_TRUE(Update());
    system_.files["/proc/modules"].clear();
    ASSERT_TRUE(Update());
    ASSERT_EQ(Boot(1).module_size(), 1);
    EXPECT_EQ(Boot(1).module(0).address(), 0xbf0c0000u);
    EXPECT_EQ(ImageOf(Boot(1)).module(0).build_id(), "GONE");
}

// The same kernel, a module that was built again: the old build id must not stay.
TEST_F(ManifestTest, AModuleBuiltAgainReplacesTheOldOne) {
    system_.Load("headunit", "OLD");
    ASSERT_TRUE(Update());
    system_.Reboot("boot id number 2");
    system_.Load("headunit", "NEW");
    ASSERT_TRUE(Update());
    ASSERT_EQ(ImageOf(Boot(2)).module_size(), 1);
    EXPECT_EQ(ImageOf(Boot(2)).module(0).build_id(), "NEW");
    EXPECT_EQ(ImageOf(Boot(1)).module(0).build_id(), "OLD");
}

TEST_F(ManifestTest, TwoImagesInTurnAreEachWrittenOnce) {
    int images = 0;
    for (int boot = 1; boot <= 6; ++boot) {
        system_.Reboot(std::format("boot id number {}", boot));
        system_.build_id = boot % 2 != 0 ? "SLOT-A" : "SLOT-B";
        system_.Load("exfat", system_.build_id);
        Result<ManifestResult> result = Update();
        ASSERT_TRUE(result);
        images += result->wrote_image;
    }
    EXPECT_EQ(images, 2);
    EXPECT_EQ(ImageOf(Boot(3)).build_id(), "SLOT-A");
    EXPECT_EQ(ImageOf(Boot(6)).module(0).build_id(), "SLOT-B");
}

TEST_F(ManifestTest, OldBootsAndTheirImagesGo) {
    flash_.Add("000001-89abcdef01234567.fbx", "a record", 0);
    for (int boot = 1; boot <= 20; ++boot) {
        system_.Reboot(std::format("boot id number {}", boot));
        system_.release_text = std::format("6.1.{}", boot);
        ASSERT_TRUE(Update());
    }
    EXPECT_EQ(Count("boot-"), kKeptBoots);
    EXPECT_EQ(Count("image-"), kKeptBoots);
    EXPECT_EQ(Count("000001-"), 1u);
    EXPECT_EQ(ImageOf(Boot(13)).release(), "6.1.13");
    EXPECT_EQ(Boot(20).boot_count(), 20u);
}

TEST_F(ManifestTest, WithoutABootIdNothingIsWritten) {
    system_.boot.clear();
    EXPECT_EQ(Update().error().code, ErrorCode::kNotFound);
    EXPECT_TRUE(flash_.names().empty());
}

TEST_F(ManifestTest, TooManyModulesAreTold) {
    for (size_t i = 0; i < kMaxModules + 5; ++i) system_.Load(std::format("module_{:03}", i), "ID");
    Result<ManifestResult> result = Update();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->is_cut);
    EXPECT_EQ(static_cast<size_t>(Boot(1).module_size()), kMaxModules);
}

// A damaged manifest of an earlier boot is as none, and its number is not used again.
TEST_F(ManifestTest, DamagedFiles) {
    ASSERT_TRUE(Update());
    for (const std::string& name : flash_.names()) (*flash_.Content(name))[30] ^= 1;
    system_.Reboot("boot id number 2");
    Result<ManifestResult> result = Update();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->boot_count, 2u);
    EXPECT_TRUE(result->wrote_image);
    EXPECT_EQ(ImageOf(Boot(2)).os(), "Head unit 3");
}

// Whatever operation fails once: no boot that is kept loses its image.
TEST_F(ManifestTest, AnErrorAtAnyOperationTakesNoImage) {
    int at = 0;
    for (bool has_failed = true; has_failed; ++at) {
        SCOPED_TRACE(at);
        flash_ = FlashDirectory();
        system_.boot = "boot id number 1";
        for (const char* build : {"FIRST", "SECOND"}) {
            system_.build_id = build;
            ASSERT_TRUE(Update());
            system_.Reboot(std::string("boot behind ") + build);
        }
        flash_.supply().Restore();
        flash_.supply().FailAt(at, EIO, false);
        (void)Update();
        has_failed = flash_.supply().operations() > at;
        flash_.supply().Restore();
        EXPECT_EQ(ImageOf(Boot(1)).build_id(), "FIRST");
        EXPECT_EQ(ImageOf(Boot(2)).build_id(), "SECOND");
        if (HasFailure()) return;
    }
    EXPECT_GT(at, 10);
}

// Whatever operation the power fails in: the boots before are still known, and the next run makes all good.
TEST_F(ManifestTest, LossOfPowerAtAnyOperation) {
    for (auto survival : {FlashDirectory::Survival::kLost, FlashDirectory::Survival::kKept}) {
        for (int cut = 0;; ++cut) {
            flash_ = FlashDirectory();
            system_.Reboot("boot id number 1");
            system_.build_id = "FIRST";
            system_.Load("exfat", "EXFAT-1");
            ASSERT_TRUE(Update());
            system_.Reboot("boot id number 2");
            system_.build_id = "SECOND";
            system_.Load("exfat", "EXFAT-2");
            flash_.supply().CutAt(cut);
            bool done = Update().has_value();
            flash_.supply().Restore();
            flash_.Restart(survival);
            EXPECT_EQ(ImageOf(Boot(1)).module(0).build_id(), "EXFAT-1");
            ASSERT_TRUE(Update());
            EXPECT_EQ(Boot(2).boot_id(), "boot id number 2");
            EXPECT_EQ(ImageOf(Boot(2)).module(0).build_id(), "EXFAT-2");
            EXPECT_EQ(Count("boot-"), 2u);
            if (done) break;
        }
    }
}

}  // namespace
}  // namespace faultbox::manifest
