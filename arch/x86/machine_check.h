#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/bits.h"
#include "arch/common/bounded_vector.h"

// Section and table numbers of the Intel SDM, volume 3, are those of editions in which "Machine-Check Architecture" is
// chapter 15 and "Interpreting Machine-Check Error Codes" chapter 16; newer editions count one more for both.
namespace faultbox::x86 {

/// IA32_MCi_STATUS, MCA_STATUS: the bits that both vendors have (SDM 15.3.2.2; AMD APM volume 2, 9.3.2.2).
inline constexpr unsigned kStatusVal = 63;
inline constexpr unsigned kStatusOver = 62;
inline constexpr unsigned kStatusUc = 61;
inline constexpr unsigned kStatusEn = 60;
inline constexpr unsigned kStatusMiscV = 59;
inline constexpr unsigned kStatusAddrV = 58;
inline constexpr unsigned kStatusPcc = 57;
/// Intel only, where MCG_CAP.SER_P is set (SDM 15.6.2).
inline constexpr unsigned kStatusSignaled = 56;
inline constexpr unsigned kStatusActionRequired = 55;
/// AMD only, family 15h and later (APM volume 2, 9.3.2.2).
inline constexpr unsigned kStatusTcc = 55;
inline constexpr unsigned kStatusSyndV = 53;
inline constexpr unsigned kStatusCecc = 46;
inline constexpr unsigned kStatusUecc = 45;
inline constexpr unsigned kStatusDeferred = 44;
inline constexpr unsigned kStatusPoison = 43;

/// Who made the processor. The numbers are those of the kernel's "PROCESSOR 0:206c2" line and of `struct mce`
/// (X86_VENDOR_*, arch/x86/include/asm/processor.h).
enum class Vendor : uint8_t { kIntel = 0, kAmd = 2, kCentaur = 5, kHygon = 9, kZhaoxin = 10, kUnknown = 0xff };

/// kUnknown for a number that is no vendor with machine checks we know.
Vendor VendorFromNumber(uint64_t number);

/// True for those whose MCi_STATUS follows AMD's manuals.
constexpr bool IsAmdLike(Vendor vendor) {
    return vendor == Vendor::kAmd || vendor == Vendor::kHygon;
}

/// What CPUID leaf 1 says in EAX, taken apart (SDM 3.3, CPUID; AMD CPUID Fn0000_0001).
struct CpuSignature {
    uint16_t family = 0;  ///< With the extended family added.
    uint8_t model = 0;    ///< With the extended model.
    uint8_t stepping = 0;
};
CpuSignature DecodeCpuid(uint32_t eax);
/// The EAX that says so. `family` at most 0x10e.
uint32_t EncodeCpuid(const CpuSignature& signature);

/// One bank's error as a kernel reported it. What was not stated is absent.
struct MachineCheck {
    uint64_t status = 0;  ///< MCi_STATUS.
    std::optional<uint32_t> bank;
    std::optional<uint64_t> misc;
    std::optional<uint64_t> mcg_status;
    std::optional<uint64_t> mcg_cap;
    std::optional<uint64_t> ipid;  ///< MCA_IPID.
    std::optional<uint32_t> cpuid;
    Vendor vendor = Vendor::kUnknown;
};

/// How bad it is. Intel: SDM Table 15-6; AMD: APM volume 2, 9.3.2.
enum class MachineCheckClass : uint8_t {
    kNone,            ///< VAL is clear: the register holds no error.
    kCorrected,       ///< Nothing is lost.
    kDeferred,        ///< AMD: uncorrectable data was found and marked; nobody has used it yet.
    kNoAction,        ///< UCNA: uncorrected, reported like a corrected one, no action needed.
    kActionOptional,  ///< SRAO: bad data found outside the running program.
    kActionRequired,  ///< SRAR: the running program used bad data and must not go on.
    kUncorrected,     ///< Uncorrected; the status does not say what can still be done.
    kFatal,           ///< Processor context corrupt.
};
MachineCheckClass Classify(const MachineCheck& check);

/// True where the bits S and AR of an Intel status count: MCG_CAP.SER_P is set. Consoles do not show that register;
/// then the model tells, as far as it is known to have it.
bool HasRecovery(const MachineCheck& check);

/// The error codes of bits 15:0 by their form.
enum class CodeForm : uint8_t {
    kSimple,          ///< A number of its own.
    kInternal,        ///< Internal unclassified; on AMD with a type in bits 9:8.
    kGenericCache,    ///< Level only.
    kTlb,             ///< Transaction type, level.
    kMemory,          ///< Memory controller: operation, channel.
    kCache,           ///< Cache hierarchy: request, transaction type, level.
    kExtendedMemory,  ///< Memory used as a cache: operation, channel.
    kBus,             ///< Bus and interconnect: participation, timeout, request, memory or I/O, level.
    kReserved,        ///< A pattern that no manual defines.
};
CodeForm FormOf(const MachineCheck& check);

/// True where the processor has AMD's Scalable MCA: family 17h and later, Hygon's family 18h.
bool IsScalable(const MachineCheck& check);
/// The highest bit of AMD's extended error code, which stands above bits 15:0: 19, 20 or 21 by family and bank.
unsigned ExtendedCodeHigh(const MachineCheck& check);

/// MCA_IPID names the kind of unit a bank belongs to (AMD PPR, "MCA_IPID").
struct BankIdentity {
    uint16_t hardware_id = 0;  ///< Bits 43:32.
    uint16_t mca_type = 0;     ///< Bits 63:48.
    uint64_t instance = 0;     ///< Bits 47:44 above bits 31:0.
};
constexpr BankIdentity DecodeIpid(uint64_t ipid) {
    return {static_cast<uint16_t>(Bits(ipid, 43, 32)), static_cast<uint16_t>(Bits(ipid, 63, 48)),
            Bits(ipid, 47, 44) << 32 | Bits(ipid, 31, 0)};
}

}  // namespace faultbox::x86
