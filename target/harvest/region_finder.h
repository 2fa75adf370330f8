#pragma once

#include "arch/common/result.h"
#include "target/harvest/options.h"
#include "target/harvest/system_files.h"

namespace faultbox::harvest {

/// Finds where in memory the system's ramoops region is, as an option for /dev/mem. Three places say it, and the first
/// that does is believed:
/// 1. /sys/module/ramoops/parameters: what the kernel's driver uses, from wherever it had it (fs/pstore/ram.c puts it
///    back there);
/// 2. the device tree: a node with compatible "ramoops", usually in /reserved-memory
///    (Documentation/devicetree/bindings/reserved-memory/ramoops.yaml);
/// 3. "ramoops.mem_address=…" on the kernel's command line.
/// What is not stated, or stated as 0, is left to be found out from the content. The settings of `stated` replace what
/// is found. Fails with kNotFound.
Result<RegionOption> FindRegion(SystemFiles& files, const RegionOption& stated = {});

/// True when a driver of the running kernel has the region: it shows the last crash in pstore, and writes the console
/// of this boot over that of the last.
bool IsRegionInUse(SystemFiles& files);

}  // namespace faultbox::harvest
