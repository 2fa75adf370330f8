#pragma once

#include <span>

#include "arch/common/result.h"
#include "target/export/boot_sector.h"
#include "target/export/file_medium.h"
#include "target/export/medium.h"

namespace faultbox::handover {

/// What makes a stick one for the hand-over: a regular file of this name in its root. What is in it does not matter.
inline constexpr const char* kMarkerName = "faultbox-export.txt";

/// A partition of a stick that has just been plugged in: hostile until proven otherwise, and then too. Tests replace
/// it.
class Stick {
  public:
    virtual Result<void> ReadBootSector(std::span<uint8_t, kBootSectorBytes> sector) = 0;
    /// Read-only, and where no other process sees it.
    virtual Result<void> Mount(Filesystem filesystem) = 0;
    virtual bool HasMarker() = 0;
    virtual Result<void> MakeWritable() = 0;
    /// Its root, once it is mounted.
    virtual Medium& medium() = 0;
    /// What was written is on the stick when it returns.
    virtual Result<void> Unmount() = 0;

  protected:
    ~Stick() = default;
};

/// A block device, mounted on /run/faultbox-stick in a mount namespace of this process's own.
class BlockStick : public Stick {
  public:
    explicit BlockStick(const char* device) : device_(device) {}

    Result<void> ReadBootSector(std::span<uint8_t, kBootSectorBytes> sector) override;
    Result<void> Mount(Filesystem filesystem) override;
    bool HasMarker() override { return medium_.HasFile(kMarkerName); }
    Result<void> MakeWritable() override;
    Medium& medium() override { return medium_; }
    Result<void> Unmount() override;

  private:
    const char* device_;
    FileMedium medium_;
};

}  // namespace faultbox::handover
