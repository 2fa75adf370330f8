// Lists of modules that go on in another line, on kernels with CONFIG_PRINTK_CALLER. The lines around are those of a
// Thumb-2 kernel of the lab; its list was made longer.
#include <gtest/gtest.h>

#include "parse.h"

namespace faultbox {
namespace {

std::string Report(const std::string& modules) {
    return R"([    3.825778][   T56] Unable to handle kernel NULL pointer dereference at virtual address 0000002c
[    3.826506][   T56] [0000002c] *pgd=00000000
[    3.832134][   T56] Internal error: Oops: 805 [#1] PREEMPT SMP THUMB2
)" + modules +
           R"([    3.833271][   T56] CPU: 1 PID: 56 Comm: mediaserver Tainted: G           O       6.1.192-faultbox-lab #1
[    3.834112][   T56] Hardware name: Generic DT based system
[    3.834429][   T56] PC is at rpmsg_sock_release+0x48/0x5c [headunit]
)";
}

constexpr const char* kFirst =
    "[    3.832565][   T56] Modules linked in: headunit(O) mediacodec(O) ramoops reed_solomon pstore_zone\n";

std::vector<std::string> NamesIn(const std::string& text) {
    auto parsed = Parse(Report(text));
    std::vector<std::string> names;
    EXPECT_EQ(parsed->events.size(), 1u);
    if (parsed->events.empty()) return names;
    for (const LoadedModule& module : parsed->events[0].modules) names.emplace_back(module.name);
    EXPECT_EQ(parsed->events[0].comm, "mediaserver");
    return names;
}

const std::vector<std::string> kFive = {"headunit", "mediacodec", "ramoops", "reed_solomon", "pstore_zone"};
const std::vector<std::string> kSeven = {"headunit",    "mediacodec",   "ramoops", "reed_solomon",
                                         "pstore_zone", "snd_soc_hdmi", "can_dev"};

TEST(ModuleList, GoesOnUnderItsOwnCaller) {
    EXPECT_EQ(NamesIn(std::string(kFirst) + "[    3.832565][   T56]  snd_soc_hdmi can_dev [last unloaded: vcan]\n"),
              kSeven);
}

TEST(ModuleList, GoesOnUnderAnotherCaller) {
    EXPECT_EQ(NamesIn(std::string(kFirst) + "[    3.832565][    C1]  snd_soc_hdmi can_dev [last unloaded: vcan]\n"),
              kSeven);
}

TEST(ModuleList, GoesOnBehindAnotherCallersMessage) {
    EXPECT_EQ(NamesIn(std::string(kFirst) + "[    3.832570][    C1] usb 1-1: new high-speed USB device number 2\n"
                                            "[    3.832565][   T56]  snd_soc_hdmi can_dev [last unloaded: vcan]\n"),
              kSeven);
}

TEST(ModuleList, AnotherCallersWordsAreNotItsOwn) {
    EXPECT_EQ(NamesIn(std::string(kFirst) + "[    3.832570][    C1] random crng init done\n"), kFive);
    EXPECT_EQ(NamesIn(std::string(kFirst) + "[    3.832570][    C1]  usb 1-1: reset\n"), kFive);
    EXPECT_EQ(NamesIn(std::string(kFirst) + "[    3.832570][    C1] usb 1-1: reset\n"
                                            "[    3.832571][    C1]  done\n"),
              kFive);
}

}  // namespace
}  // namespace faultbox
