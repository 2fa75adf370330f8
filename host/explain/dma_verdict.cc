#include "host/explain/dma_verdict.h"

#include <format>
#include <optional>
#include <string_view>

#include "arch/common/bits.h"
#include "host/explain/event_values.h"

namespace faultbox {
namespace {

// SMMUv2 (ARM IHI 0062), SMMU_CBn_FSR.TF and .PF, SMMU_CBn_FSYNR0.WNR.
constexpr unsigned kFsrTranslation = 1;
constexpr unsigned kFsrPermission = 3;
constexpr unsigned kFsynrWrite = 4;

// AMD IOMMU specification (48882), IO_PAGE_FAULT: RW counts only where PR is set, neither of them with I.
constexpr unsigned kAmdInterrupt = 3;
constexpr unsigned kAmdPresent = 4;
constexpr unsigned kAmdWrite = 5;

std::optional<uint64_t> AmdFlags(const format::Event& event) {
    return TextFact(event, "event") == "IO_PAGE_FAULT" ? NumberFact(event, "flags") : std::nullopt;
}

std::string DeviceOf(const format::Event& event) {
    const std::string_view device = TextFact(event, "device");
    if (!device.empty()) return std::format("the device {}", device);
    if (auto stream = NumberFact(event, "stream_id")) return std::format("a device (stream {:#x})", *stream);
    return "a device";
}

std::string ActionOf(const format::Event& event) {
    constexpr const char* kInterrupt = "raised an interrupt";
    std::string_view verb = TextFact(event, "access");
    if (verb == "interrupt") return kInterrupt;
    if (auto syndrome = NumberFact(event, "fsynr")) verb = Bit(*syndrome, kFsynrWrite) ? "write" : "read";
    if (auto flags = AmdFlags(event)) {
        if (Bit(*flags, kAmdInterrupt)) return kInterrupt;
        if (Bit(*flags, kAmdPresent)) verb = Bit(*flags, kAmdWrite) ? "write" : "read";
    }
    return verb.empty() ? "made an access" : std::format("tried to {}", verb);
}

std::string ReasonOf(const format::Event& event) {
    constexpr const char* kNotMapped = ": the address is not mapped for it";
    constexpr const char* kNotPermitted = ": it has no permission for that";
    const std::string_view stated = TextFact(event, "reason");
    if (!stated.empty()) return ": " + std::string(stated);
    if (auto status = NumberFact(event, "fsr")) {
        if (Bit(*status, kFsrTranslation)) return kNotMapped;
        if (Bit(*status, kFsrPermission)) return kNotPermitted;
    }
    if (auto flags = AmdFlags(event); flags && !Bit(*flags, kAmdInterrupt)) {
        return Bit(*flags, kAmdPresent) ? kNotPermitted : kNotMapped;
    }
    return "";
}

}  // namespace

std::string DmaVerdict(const format::Event& event) {
    auto address = NumberFact(event, "iova");
    const bool has_device = !TextFact(event, "device").empty() || NumberFact(event, "stream_id");
    if (!address && !has_device) return "";
    std::string at = address ? std::format(" at the DMA address {:#x}", *address) : "";
    return std::format("{} {}{}; the IOMMU refused it{}", DeviceOf(event), ActionOf(event), at, ReasonOf(event));
}

}  // namespace faultbox
