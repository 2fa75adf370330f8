// What the running system says of itself, and manifests as they may lie on flash behind a checksum that holds: the
// input's parts, separated by 0xff. Twice, since the second run reads what the first has written.
#include "target/manifest/manifest.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "target/format/limits.h"
#include "target/manifest/boot_history.h"
#include "tests/power/flash_directory.h"
#include "tests/unit/target/manifest/fake_system.h"

namespace {

using namespace faultbox;
using namespace faultbox::manifest;

std::string Take(std::string_view& input) {
    std::string part(input.substr(0, input.find('\xff')));
    input.remove_prefix(std::min(part.size() + 1, input.size()));
    return part;
}

void Join(const CrashEvent& event, FakeSystem& system, journal::Directory& flash) {
    static HistoryWorkspace workspace;
    static std::vector<uint8_t> buffer(format::kMaxRecordBytes);
    BootHistory history(workspace, flash, system);
    if (!history.Open()) return;
    record::RecordWriter writer(buffer);
    history.Begin();
    history.OnEvent(event);
    std::array<record::ShortText<64>, 2> modules = {event.pc.module, event.lr.module};
    history.Write(modules, writer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static ManifestWorkspace workspace;
    static ManifestBuffer scratch;
    std::string_view input(reinterpret_cast<const char*>(data), size);
    FakeSystem system;
    for (const char* path : {"/proc/modules", "/etc/os-release", "/proc/cmdline", "/proc/device-tree/model"}) {
        system.files[path] = Take(input);
    }
    static CrashEvent event;
    std::array<std::string, 5> texts;
    for (std::string& text : texts) text = Take(input);
    event.release = texts[0];
    event.build = texts[1];
    event.kernel_build_id = texts[2];
    event.pc.module = texts[3];
    event.pc.build_id = texts[4];

    power::FlashDirectory flash;
    ManifestStore store(flash);
    std::string boot = Take(input);
    (void)store.WriteBoot(3, AsBytes(boot), scratch);
    (void)store.WriteImage(0x0101010101010101, AsBytes(input), scratch);
    config::Config settings;
    for (int run = 0; run < 2; ++run) {
        (void)Manifest(workspace, store, system, system, settings).Update();
        Join(event, system, flash);
    }
    system.Reboot("boot id number 2");
    Join(event, system, flash);
    return 0;
}
