#pragma once

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <string>

#include "target/manifest/manifest.h"
#include "target/selftest/selftest.h"
#include "tests/power/flash_directory.h"
#include "tests/unit/target/manifest/fake_system.h"

namespace faultbox::selftest {

/// A system whose files a test states.
class FakeFiles : public System {
  public:
    Result<Bytes> Read(std::string_view path, std::span<uint8_t> buffer) const override {
        auto found = files.find(std::string(path));
        if (found == files.end()) return Fail(ErrorCode::kIo, "cannot open", ENOENT);
        size_t size = std::min(buffer.size(), found->second.size());
        std::copy_n(found->second.begin(), size, buffer.begin());
        return Bytes(buffer.first(size));
    }
    Result<void> Append(const char* path, std::string_view text) override {
        if (!devices.contains(path)) return Fail(ErrorCode::kIo, "cannot open", ENOENT);
        devices[path] += text;
        return {};
    }
    Result<uint64_t> FreeBytes(const char*) const override { return free_bytes; }

    std::map<std::string, std::string> files;
    std::map<std::string, std::string> devices;
    uint64_t free_bytes = 64 << 20;
};

class TextOf : public record::TextSink {
  public:
    void Put(std::string_view text) override { text_ += text; }
    const std::string& text() const { return text_; }

  private:
    std::string text_;
};

/// An image in which all is well: ARM with ramoops in reserved-memory, as its files of procfs and sysfs read.
class FakeImage {
  public:
    FakeImage() {
        files.files = {
            {"/proc/mounts",
             "sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0\n"
             "pstore /sys/fs/pstore pstore rw,nosuid,nodev,noexec,relatime 0 0\n"},
            {"/sys/module/pstore/parameters/backend", "ramoops\n"},
            {"/sys/module/ramoops/parameters/mem_address", "1342177280\n"},
            {"/sys/module/ramoops/parameters/mem_size", "1048576\n"},
            {"/sys/module/ramoops/parameters/record_size", "65536\n"},
            {"/sys/module/ramoops/parameters/console_size", "131072\n"},
            {"/sys/module/ramoops/parameters/pmsg_size", "65536\n"},
            {"/proc/consoles", "ttyAMA0              -W- (EC p a)  204:64\nramoops-1            -W- (E  p a)\n"},
            {"/proc/iomem",
             "40000000-4fffffff : System RAM\n  40008000-40bfffff : Kernel code\n50100000-5fffffff : System RAM\n"},
            {"/sys/class/watchdog/watchdog0/dev", "249:0\n"},
            {"/sys/class/watchdog/watchdog0/state", "active\n"},
            {"/sys/class/watchdog/watchdog0/bootstatus", "0\n"},
            {"/proc/sys/kernel/panic_on_oops", "1\n"},
            {"/proc/sys/kernel/panic", "5\n"},
            {"/proc/sys/kernel/core_pattern", "|/usr/bin/faultbox core %P %i %s %u %g %t\n"},
            {"/proc/sys/kernel/core_pipe_limit", "4\n"},
            {"/proc/sys/kernel/random/boot_id", "11111111-2222-4333-8444-555555555555\n"},
            {"/proc/sys/kernel/random/uuid", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee\n"},
        };
        subject.boot_id = AsBytes(running.boot);
        WriteManifest();
    }

    /// Does what `faultbox manifest` does.
    void WriteManifest() {
        auto memory = std::make_unique<manifest::ManifestWorkspace>();
        manifest::ManifestStore manifests(store);
        manifest::Manifest(*memory, manifests, running, running, config::kUnchanged).Update();
    }
    Outcome Run(Check check) {
        TextOf say;
        Outcome outcome = check(subject, say);
        said = say.text();
        return outcome;
    }

    FakeFiles files;
    manifest::FakeSystem running;
    power::FlashDirectory store;
    std::string said;
    std::unique_ptr<Workspace> workspace = std::make_unique<Workspace>();
    Subject subject = {.system = files,
                       .store = &store,
                       .store_path = "/var/lib/faultbox",
                       .checks_manifest = true,
                       .checks_core = true,
                       .workspace = *workspace};
};

}  // namespace faultbox::selftest
