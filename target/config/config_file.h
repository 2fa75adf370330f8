#pragma once

#include <array>
#include <span>

#include "arch/common/result.h"
#include "target/config/config.h"

namespace faultbox::config {

inline constexpr const char* kDefaultPath = "/etc/faultbox.conf";

/// One configuration file and what it says.
class ConfigFile {
  public:
    /// Reads the file at `path`. An error when it cannot be opened, is larger than 4 KiB, or could have been written by
    /// others than root and who runs this program: it names a program to run and a user to become.
    Result<void> Load(const char* path, ProblemSink& problems);

    /// Its texts live as long as this object.
    const Config& config() const { return config_; }

  private:
    Config config_;
    std::array<char, 4096 + 1> content_;
};

}  // namespace faultbox::config
