#include "target/selftest/selftest.h"

#include <gtest/gtest.h>

#include "tests/unit/target/selftest/fake_image.h"

namespace faultbox::selftest {
namespace {

TEST(Selftest, ASoundImagePassesAllThatCanBeTold) {
    FakeImage image;
    TextOf out;
    Report report(out, false);
    report.Begin();
    RunChecks(image.subject, report);
    report.End();
    // This image has no /proc/config.gz.
    EXPECT_EQ(report.outcome(), Outcome::kCannotTell) << out.text();
    EXPECT_NE(out.text().find("cannot tell: kernel_config: /proc/config.gz cannot be read\n"), std::string::npos);
    EXPECT_NE(out.text().find("14 ok, 0 failed, 1 cannot tell\n"), std::string::npos) << out.text();
}

// A remedy names a file of the image where there is one: it must be the one that has the setting.
TEST(Selftest, RemedyOfCorePatternIsTheFileThatSetsIt) {
    FakeImage image;
    image.files.files["/proc/sys/kernel/core_pattern"] = "core\n";
    TextOf out;
    Report report(out, false);
    report.Begin();
    RunChecks(image.subject, report);
    EXPECT_NE(out.text().find("install 51-faultbox-core.conf in /usr/lib/sysctl.d"), std::string::npos) << out.text();
}

TEST(Selftest, PrintsJson) {
    TextOf out;
    Report report(out, true);
    report.Begin();
    report.Add("a", Outcome::kOk, "fine", "unused");
    report.Add("b", Outcome::kFail, "it is \"x\"", "mend it");
    report.End();
    EXPECT_EQ(out.text(),
              "{\"checks\":[\n"
              "{\"check\":\"a\",\"outcome\":\"ok\",\"finding\":\"fine\"},\n"
              "{\"check\":\"b\",\"outcome\":\"fail\",\"finding\":\"it is \\\"x\\\"\",\"remedy\":\"mend it\"}\n"
              "],\"ok\":1,\"fail\":1,\"cannot_tell\":0}\n");
    EXPECT_EQ(report.outcome(), Outcome::kFail);
}

TEST(Selftest, PstoreMustBeMounted) {
    FakeImage image;
    image.files.files["/proc/mounts"] = "none /sys/fs/pstore tmpfs rw 0 0\npstore /mnt pstore rw 0 0\n";
    EXPECT_EQ(image.Run(CheckMounted), Outcome::kFail);
    image.files.files.erase("/proc/mounts");
    EXPECT_EQ(image.Run(CheckMounted), Outcome::kCannotTell);
}

TEST(Selftest, ABackEndMustBeRegistered) {
    FakeImage image;
    image.files.files["/sys/module/pstore/parameters/backend"] = "(null)\n";
    EXPECT_EQ(image.Run(CheckBackEnd), Outcome::kFail);
    for (Check check : {CheckZones, CheckConsole, CheckRegion}) EXPECT_EQ(image.Run(check), Outcome::kCannotTell);
    image.files.files.erase("/sys/module/pstore/parameters/backend");
    EXPECT_EQ(image.Run(CheckBackEnd), Outcome::kFail);
}

TEST(Selftest, EachZoneOfRamoopsHasASize) {
    FakeImage image;
    image.files.files["/sys/module/ramoops/parameters/console_size"] = "0\n";
    EXPECT_EQ(image.Run(CheckZones), Outcome::kFail);
    EXPECT_EQ(image.said, "console_size of ramoops is 0");
    image.files.files.erase("/sys/module/ramoops/parameters/console_size");
    EXPECT_EQ(image.Run(CheckZones), Outcome::kCannotTell);
    image.files.files["/sys/module/pstore/parameters/backend"] = "efi\n";
    EXPECT_EQ(image.Run(CheckZones), Outcome::kOk);
}

TEST(Selftest, TheConsoleMustGoToRamoops) {
    FakeImage image;
    // A kernel without CONFIG_PSTORE_CONSOLE takes console_size all the same.
    image.files.files["/proc/consoles"] = "ttyAMA0              -W- (EC p a)  204:64\n";
    EXPECT_EQ(image.Run(CheckConsole), Outcome::kFail);
    image.files.files["/proc/consoles"] += "pstore-1             -W- (E  p a)\n";
    EXPECT_EQ(image.Run(CheckConsole), Outcome::kOk);
    image.files.files.erase("/proc/consoles");
    EXPECT_EQ(image.Run(CheckConsole), Outcome::kCannotTell);
}

TEST(Selftest, TheRegionMustNotBeRam) {
    FakeImage image;
    image.files.files["/proc/iomem"] = "40000000-5fffffff : System RAM\n";
    EXPECT_EQ(image.Run(CheckRegion), Outcome::kFail);
    image.files.files["/proc/device-tree/reserved-memory/#address-cells"] = std::string("\0\0\0\1", 4);
    EXPECT_EQ(image.Run(CheckRegion), Outcome::kCannotTell);
    image.files.files["/proc/iomem"] = "00000000-00000000 : System RAM\n";
    EXPECT_EQ(image.Run(CheckRegion), Outcome::kCannotTell);
}

TEST(Selftest, TheStoreMustTakeAFile) {
    FakeImage image;
    auto before = image.store.names();
    EXPECT_EQ(image.Run(CheckStore), Outcome::kOk);
    EXPECT_EQ(image.store.names(), before);
    // Whatever fails of it: each operation of the check is left out once.
    image.store.supply().Restore();
    ASSERT_EQ(image.Run(CheckStore), Outcome::kOk);
    int operations = image.store.supply().operations();
    EXPECT_GE(operations, 5);
    for (int failing = 0; failing < operations; ++failing) {
        image.store.supply().Restore();
        image.store.supply().FailAt(failing, EIO, false);
        EXPECT_EQ(image.Run(CheckStore), Outcome::kFail) << failing;
    }
    image.subject.store = nullptr;
    image.subject.store_error = {ErrorCode::kIo, "cannot open", ENOENT};
    EXPECT_EQ(image.Run(CheckStore), Outcome::kFail);
    EXPECT_EQ(image.said, "\"/var/lib/faultbox\": cannot open (errno 2)");
}

TEST(Selftest, WhatTheQuotaLeavesMustBeFree) {
    FakeImage image;
    image.subject.quota.max_bytes = 1000;
    image.store.Add("000001-89abcdef01234567.fbx", std::string(400, 'x'), 0);
    image.files.free_bytes = 600;
    EXPECT_EQ(image.Run(CheckStoreSpace), Outcome::kOk);
    image.files.free_bytes = 599;
    EXPECT_EQ(image.Run(CheckStoreSpace), Outcome::kFail);
    EXPECT_EQ(image.said, "599 bytes are free, and the quota leaves 600 to records");
}

TEST(Selftest, TheManifestMustBeOfThisBoot) {
    FakeImage image;
    EXPECT_EQ(image.Run(CheckManifest), Outcome::kOk);
    image.running.Reboot("boot id number 2");
    EXPECT_EQ(image.Run(CheckManifest), Outcome::kFail);
    image.WriteManifest();
    EXPECT_EQ(image.Run(CheckManifest), Outcome::kOk);
    image.subject.boot_id = {};
    EXPECT_EQ(image.Run(CheckManifest), Outcome::kCannotTell);
}

TEST(Selftest, TheWatchdogMustRun) {
    FakeImage image;
    image.files.files["/sys/class/watchdog/watchdog0/state"] = "inactive\n";
    EXPECT_EQ(image.Run(CheckWatchdog), Outcome::kFail);
    image.files.files.erase("/sys/class/watchdog/watchdog0/state");
    EXPECT_EQ(image.Run(CheckWatchdog), Outcome::kCannotTell);
    image.files.files.erase("/sys/class/watchdog/watchdog0/dev");
    EXPECT_EQ(image.Run(CheckWatchdog), Outcome::kFail);
    image.files.files["/sys/class/watchdog/watchdog0/bootstatus"] = "";
    EXPECT_EQ(image.Run(CheckBootStatus), Outcome::kCannotTell);
}

TEST(Selftest, AnOopsMustEndInAPanic) {
    FakeImage image;
    image.files.files["/proc/sys/kernel/panic_on_oops"] = "0\n";
    EXPECT_EQ(image.Run(CheckPanicOnOops), Outcome::kFail);
    image.files.files.clear();
    EXPECT_EQ(image.Run(CheckPanicOnOops), Outcome::kCannotTell);
}

TEST(Selftest, SomethingMustFollowAPanic) {
    FakeImage image;
    image.files.files["/proc/sys/kernel/panic"] = "-1\n";
    EXPECT_EQ(image.Run(CheckPanicTimeout), Outcome::kOk);
    image.files.files["/proc/sys/kernel/panic"] = "0\n";
    EXPECT_EQ(image.Run(CheckPanicTimeout), Outcome::kOk);
    EXPECT_EQ(image.said, "after a panic the watchdog resets the machine");
    image.files.files["/sys/class/watchdog/watchdog0/state"] = "inactive\n";
    EXPECT_EQ(image.Run(CheckPanicTimeout), Outcome::kFail);
}

TEST(Selftest, CorePatternMustStartTheRecorder) {
    FakeImage image;
    image.files.files["/proc/sys/kernel/core_pipe_limit"] = "0\n";
    EXPECT_EQ(image.Run(CheckCorePattern), Outcome::kFail);
    image.files.files["/proc/sys/kernel/core_pattern"] = "core\n";
    EXPECT_EQ(image.Run(CheckCorePattern), Outcome::kFail);
    EXPECT_EQ(image.said, "core_pattern does not start faultbox, it is \"core\"");
    image.subject.checks_core = false;
    EXPECT_EQ(image.Run(CheckCorePattern), Outcome::kOk);
}

TEST(Selftest, SystemdPstoreMustNotBeFirst) {
    FakeImage image;
    image.files.files["/etc/systemd/system/sysinit.target.wants/systemd-pstore.service"] = "[Unit]\n";
    EXPECT_EQ(image.Run(CheckSystemdPstore), Outcome::kFail);
    image.files.files["/etc/systemd/system/multi-user.target.wants/faultbox-harvest.service"] = "[Unit]\n";
    EXPECT_EQ(image.Run(CheckSystemdPstore), Outcome::kOk);
}

}  // namespace
}  // namespace faultbox::selftest
