#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/bounded_vector.h"
#include "target/format/limits.h"
#include "target/harvest/file_reader.h"
#include "target/harvest/system_identity.h"

namespace faultbox::manifest {

/// Modules of one manifest; further ones are counted.
inline constexpr size_t kMaxModules = format::kMaxManifestModules;

struct ModuleFacts {
    std::string_view name;
    harvest::BuildId build_id;        ///< Empty where it could not be read.
    std::optional<uint64_t> address;  ///< Of .text; absent where the kernel hides it.
    bool is_loaded = false;           ///< Seen now, not only earlier.
};

/// Modules by name, each once.
class ModuleList {
  public:
    /// The loaded ones: /proc/modules, and of each its build id and /sys/module/NAME/sections/.text.
    void Read(const harvest::FileReader& files, const harvest::SystemIdentity& system);

    /// Adds one whose name lies in memory that outlives the list. Where one of that name was there when the list was
    /// last sorted and is not loaded, what is not known of that one is filled in instead.
    void Merge(const ModuleFacts& module);
    void Sort();

    std::span<const ModuleFacts> modules() const { return modules_; }
    /// There were more than fit.
    bool is_cut() const { return is_cut_; }

  private:
    ModuleFacts* Find(std::string_view name);

    BoundedVector<ModuleFacts, kMaxModules> modules_;
    size_t sorted_ = 0;
    bool is_cut_ = false;
    std::array<uint8_t, 64 * 1024> names_;  ///< /proc/modules
};

}  // namespace faultbox::manifest
