#include "host/input/crashed_system.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

format::CrashRecord Crash() {
    format::CrashRecord record;
    format::Event& event = *record.add_event();
    event.mutable_pc()->set_module("headunit");
    event.add_module()->set_name("exfat");
    record.mutable_harvester()->set_boot_id("boot 2");
    format::Identity& crashed = *record.mutable_crashed();
    crashed.set_join(format::Identity::LAST_BOOT);
    crashed.set_agreed(3);
    crashed.set_release("4.4.45");
    crashed.set_version("#66 SMP");
    crashed.set_machine("armv7l");
    crashed.set_build_id("KERNEL");
    crashed.set_boot_id("boot 1");
    for (const char* name : {"headunit", "exfat", "unrelated"}) {
        format::Module& module = *crashed.add_module();
        module.set_name(name);
        module.set_build_id(std::string("id of ") + name);
    }
    return record;
}

TEST(ApplyManifest, FillsInWhatTheCrashDoesNotState) {
    format::CrashRecord record = Crash();
    ApplyManifest(record);
    const format::Event& event = record.event(0);
    EXPECT_EQ(event.kernel_build_id(), "KERNEL");
    EXPECT_TRUE(event.build_id_from_manifest());
    ASSERT_EQ(event.module_size(), 2);
    EXPECT_EQ(event.module(0).build_id(), "id of exfat");
    EXPECT_EQ(event.module(1).name(), "headunit");
    EXPECT_EQ(event.module(1).build_id(), "id of headunit");
    EXPECT_TRUE(event.module(0).from_manifest() && event.module(1).from_manifest());
}

// FORMAT.md, Limits: 512 modules of one manifest.
TEST(ApplyManifest, TakesAsManyModulesAsAManifestHas) {
    format::CrashRecord record = Crash();
    record.mutable_crashed()->clear_module();
    for (int n = 0; n < 514; ++n) {
        format::Module& module = *record.mutable_crashed()->add_module();
        module.set_name("module" + std::to_string(n));
        module.set_build_id("id");
        record.mutable_event(0)->add_trace()->add_frame()->set_module(module.name());
    }
    EXPECT_EQ(ApplyManifest(record), 2u);
    const format::Event& event = record.event(0);
    ASSERT_EQ(event.module_size(), 1 + 512);
    EXPECT_EQ(event.module(512).name(), "module511");
}

TEST(ApplyManifest, KeepsWhatTheCrashStates) {
    format::CrashRecord record = Crash();
    format::Event& event = *record.mutable_event(0);
    event.set_kernel_build_id("STATED");
    event.mutable_pc()->set_build_id("stated");
    event.mutable_module(0)->set_build_id("stated");
    ApplyManifest(record);
    EXPECT_EQ(event.kernel_build_id(), "STATED");
    EXPECT_FALSE(event.build_id_from_manifest());
    ASSERT_EQ(event.module_size(), 1);
    EXPECT_EQ(event.module(0).build_id(), "stated");
    EXPECT_FALSE(event.module(0).from_manifest());
}

TEST(ApplyManifest, PutsBackTheHarvester) {
    format::CrashRecord record = Crash();
    ApplyManifest(record);
    EXPECT_EQ(record.harvester().release(), "4.4.45");
    EXPECT_EQ(record.harvester().machine(), "armv7l");
    EXPECT_EQ(record.harvester().build_id(), "KERNEL");
    EXPECT_EQ(record.harvester().boot_id(), "boot 2");
    record = Crash();
    record.mutable_harvester()->set_release("5.10.0");
    ApplyManifest(record);
    EXPECT_FALSE(record.harvester().has_machine());
}

// A record that was made to look as if a reader had filled it in.
TEST(ApplyManifest, MarksOfAFileAreNotBelieved) {
    format::CrashRecord record;
    record.add_event()->set_build_id_from_manifest(true);
    record.mutable_event(0)->add_module()->set_from_manifest(true);
    ApplyManifest(record);
    EXPECT_FALSE(record.event(0).build_id_from_manifest());
    EXPECT_FALSE(record.event(0).module(0).from_manifest());
}

}  // namespace
}  // namespace faultbox
