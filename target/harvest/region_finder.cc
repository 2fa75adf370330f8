#include "target/harvest/region_finder.h"

#include <algorithm>
#include <array>

#include "target/harvest/device_tree.h"

namespace faultbox::harvest {
namespace {

struct Setting {
    std::string_view parameter;  ///< Of the module (fs/pstore/ram.c).
    std::string_view property;   ///< Of the node in the device tree.
    std::optional<uint64_t> RegionOption::* value;
};

constexpr Setting kSettings[] = {
    {"mem_address", {}, &RegionOption::base},
    {"mem_size", {}, &RegionOption::size},
    {"record_size", "record-size", &RegionOption::record_size},
    {"console_size", "console-size", &RegionOption::console_size},
    {"ftrace_size", "ftrace-size", &RegionOption::ftrace_size},
    {"pmsg_size", "pmsg-size", &RegionOption::pmsg_size},
    {"ecc", "ecc-size", &RegionOption::ecc_size},
};

using Buffer = std::array<uint8_t, 256>;

void Set(const Setting& setting, std::optional<uint64_t> value, RegionOption& region) {
    if (value && *value != 0) region.*setting.value = value;
}

bool IsComplete(const RegionOption& region) {
    return region.base && region.size;
}

bool ReadParameters(SystemFiles& files, RegionOption& region) {
    Buffer buffer;
    for (const Setting& setting : kSettings) {
        std::string_view value = ReadLine(files, Path("/sys/module/ramoops/parameters") / setting.parameter, buffer);
        Set(setting, ReadKernelNumber(value), region);
    }
    return IsComplete(region);
}

// The parameter that an argument of the kernel sets. "-" and "_" are the same in its name (kernel/params.c).
const Setting* FindSetting(std::string_view name) {
    constexpr std::string_view kModule = "ramoops.";
    if (!name.starts_with(kModule)) return nullptr;
    name.remove_prefix(kModule.size());
    auto same = [](char a, char b) { return a == b || (a == '-' && b == '_'); };
    auto named = [&](const Setting& setting) { return std::ranges::equal(name, setting.parameter, same); };
    const Setting* found = std::ranges::find_if(kSettings, named);
    return found == std::end(kSettings) ? nullptr : found;
}

bool ReadCommandLine(SystemFiles& files, RegionOption& region) {
    std::array<uint8_t, 4096> buffer;
    std::string_view left = ReadLine(files, "/proc/cmdline", buffer);
    while (!left.empty()) {
        std::string_view argument = left.substr(0, left.find(' '));
        left.remove_prefix(std::min(argument.size() + 1, left.size()));
        size_t equals = argument.find('=');
        if (equals == std::string_view::npos) continue;
        const Setting* setting = FindSetting(argument.substr(0, equals));
        if (setting != nullptr) Set(*setting, ReadKernelNumber(argument.substr(equals + 1)), region);
    }
    return IsComplete(region);
}

// Looks for the region among the children of one node.
class DeviceTree {
  public:
    DeviceTree(SystemFiles& files, std::string_view root) : files_(files), root_(root) {}

    bool FindIn(std::string_view folder, RegionOption& region) {
        std::optional<uint32_t> address_cells = Cells(folder, "#address-cells");
        std::optional<uint32_t> size_cells = Cells(folder, "#size-cells");
        if (!address_cells || !size_cells || !files_.StartListing(folder)) return false;
        while (std::optional<std::string_view> name = files_.NextName()) {
            // Of the nodes beside /reserved-memory only those that are called so.
            if (folder == root_ && !name->starts_with("ramoops")) continue;
            Path node = Path(folder) / *name;
            if (!IsRegion(node)) continue;
            std::optional<AddressRange> range = ReadReg(Property(node, "reg"), *address_cells, *size_cells);
            if (!range) continue;
            region.base = range->address;
            region.size = range->size;
            ReadSizes(node, region);
            return true;
        }
        return false;
    }

  private:
    Bytes Property(std::string_view node, std::string_view name) {
        return files_.Read(Path(node) / name, buffer_).value_or(Bytes());
    }
    // The root's where the node does not say, as in drivers/of/base.c.
    std::optional<uint32_t> Cells(std::string_view node, std::string_view name) {
        std::optional<uint32_t> cells = ReadCell(Property(node, name));
        return cells ? cells : ReadCell(Property(root_, name));
    }
    bool IsRegion(std::string_view node) {
        if (!ListsString(Property(node, "compatible"), "ramoops")) return false;
        Bytes status = Property(node, "status");
        return status.empty() || ListsString(status, "okay") || ListsString(status, "ok");
    }
    void ReadSizes(std::string_view node, RegionOption& region) {
        for (const Setting& setting : kSettings) {
            if (setting.property.empty()) continue;
            std::optional<uint32_t> cell = ReadCell(Property(node, setting.property));
            if (cell) Set(setting, *cell, region);
        }
    }

    SystemFiles& files_;
    std::string_view root_;
    Buffer buffer_;
};

bool ReadDeviceTree(SystemFiles& files, RegionOption& region) {
    for (std::string_view root : {"/proc/device-tree", "/sys/firmware/devicetree/base"}) {
        DeviceTree tree(files, root);
        if (tree.FindIn(Path(root) / "reserved-memory", region) || tree.FindIn(root, region)) return true;
    }
    return false;
}

}  // namespace

Result<RegionOption> FindRegion(SystemFiles& files, const RegionOption& stated) {
    for (auto read : {ReadParameters, ReadDeviceTree, ReadCommandLine}) {
        RegionOption region;
        if (!read(files, region)) continue;
        region.path = "/dev/mem";
        for (const Setting& setting : kSettings) {
            if (stated.*setting.value) region.*setting.value = stated.*setting.value;
        }
        return region;
    }
    return Fail(ErrorCode::kNotFound, "no module parameter, device tree or command line names a ramoops region");
}

bool IsRegionInUse(SystemFiles& files) {
    Buffer buffer;
    return ReadLine(files, "/sys/module/pstore/parameters/backend", buffer) == "ramoops";
}

}  // namespace faultbox::harvest
