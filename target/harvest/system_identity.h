#pragma once

#include <sys/utsname.h>

#include <cstdint>
#include <string_view>

#include "arch/common/bytes.h"
#include "target/record/build_id.h"

namespace faultbox::harvest {

using record::BuildId;

/// Which system harvests. Where its kernel build id is the crashed one's, its modules are too; a reader compares.
class SystemIdentity {
  public:
    /// What could not be found out is empty.
    virtual std::string_view release() const = 0;
    virtual std::string_view version() const = 0;
    virtual std::string_view machine() const = 0;
    virtual Bytes kernel_build_id() const = 0;
    virtual Bytes boot_id() const = 0;
    /// Of a module that is loaded now. `module` is untrusted text of a crash.
    virtual BuildId ModuleBuildId(std::string_view module) const = 0;

  protected:
    ~SystemIdentity() = default;
};

/// The first four bytes of the boot id as a number, by which boots are counted; 0 where it is not known.
uint32_t BootOf(const SystemIdentity& system);

/// Reads uname, /sys/kernel/notes, /proc/sys/kernel/random/boot_id and /sys/module/NAME/notes/.note.gnu.build-id.
class RunningSystem : public SystemIdentity {
  public:
    RunningSystem();

    std::string_view release() const override { return names_.release; }
    std::string_view version() const override { return names_.version; }
    std::string_view machine() const override { return names_.machine; }
    Bytes kernel_build_id() const override { return kernel_build_id_; }
    Bytes boot_id() const override { return boot_id_; }
    BuildId ModuleBuildId(std::string_view module) const override;

  private:
    utsname names_{};
    BuildId kernel_build_id_;
    BuildId boot_id_;
};

}  // namespace faultbox::harvest
