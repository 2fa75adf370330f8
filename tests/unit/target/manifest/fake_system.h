#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "target/harvest/file_reader.h"
#include "target/harvest/system_identity.h"

namespace faultbox::manifest {

/// A running system that a test makes up.
class FakeSystem : public harvest::SystemIdentity, public harvest::FileReader {
  public:
    std::string release_text = "4.4.45-g66454cd";
    std::string version_text = "#66 SMP PREEMPT Tue Mar 3 11:21:18 CET 2020";
    std::string build_id = "KERNEL-BUILD-ID-1234";
    std::string boot = "boot id number 1";
    std::map<std::string, std::string> files = {
        {"/etc/os-release", "NAME=Poky\nPRETTY_NAME=\"Head unit 3\"\nVERSION_ID=3.1\n"},
        {"/proc/cmdline", "console=ttyO2 root=/dev/mmcblk0p2\n"},
        {"/proc/device-tree/model", std::string("TI DRA742\0", 10)},
    };

    /// Loads a module; its .text lies at `address` (the text of the file in sysfs).
    void Load(const std::string& name, const std::string& id, const std::string& address = "0xbf000000\n") {
        // "/proc/modules": the last loaded stands first.
        files["/proc/modules"].insert(0, name + " 77824 1 - Live 0x00000000 (O)\n");
        ids_[name] = id;
        files["/sys/module/" + name + "/sections/.text"] = address;
    }
    /// What a restart does to a system.
    void Reboot(const std::string& boot_id) {
        boot = boot_id;
        files.erase("/proc/modules");
        std::erase_if(files, [](const auto& file) { return file.first.starts_with("/sys/module/"); });
        ids_.clear();
    }

    std::string_view release() const override { return release_text; }
    std::string_view version() const override { return version_text; }
    std::string_view machine() const override { return "armv7l"; }
    Bytes kernel_build_id() const override { return AsBytes(build_id); }
    Bytes boot_id() const override { return AsBytes(boot); }
    harvest::BuildId ModuleBuildId(std::string_view module) const override {
        harvest::BuildId id;
        auto found = ids_.find(std::string(module));
        if (found == ids_.end()) return id;
        std::ranges::copy(found->second, id.bytes.begin());
        id.size = found->second.size();
        return id;
    }
    Result<Bytes> Read(std::string_view path, std::span<uint8_t> buffer) const override {
        auto found = files.find(std::string(path));
        if (found == files.end()) return Fail(ErrorCode::kIo, "cannot open", 2);
        size_t size = std::min(buffer.size(), found->second.size());
        std::copy_n(found->second.begin(), size, buffer.begin());
        return Bytes(buffer.first(size));
    }

  private:
    std::map<std::string, std::string> ids_;
};

}  // namespace faultbox::manifest
