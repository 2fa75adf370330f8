#pragma once

#include <span>
#include <string_view>

#include "target/oops/rules.h"

namespace faultbox {

/// Errors that hardware reported, one table for each source; the lines are read in events of the same kind only.
extern const std::span<const EventRule> kHardwareErrorEvents;  ///< Firmware's records (GHES, BERT).
extern const std::span<const LineRule> kHardwareErrorLines;
extern const std::span<const EventRule> kPcieErrorEvents;  ///< PCIe AER and DPC.
extern const std::span<const LineRule> kPcieErrorLines;
extern const std::span<const EventRule> kEccErrorEvents;  ///< EDAC.
extern const std::span<const EventRule> kDmaFaultEvents;  ///< ARM's SMMUs.
extern const std::span<const LineRule> kDmaFaultLines;
extern const std::span<const EventRule> kX86DmaFaultEvents;  ///< Intel's and AMD's IOMMUs.
extern const std::span<const LineRule> kX86DmaFaultLines;
extern const std::span<const EventRule> kPlatformEvents;  ///< EPT, IPMI, chipset errata.
extern const std::span<const LineRule> kPlatformLines;

/// The facts hw.source and hw.severity. A severity that the kernel's names have sets that of the event too.
void SetHardwareSource(EventBuilder& builder, std::string_view source);
void SetHardwareSeverity(EventBuilder& builder, std::string_view name);

}  // namespace faultbox
