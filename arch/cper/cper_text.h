#pragma once

#include <cstdint>
#include <string_view>

#include "arch/common/fault_info.h"
#include "arch/cper/cper.h"

namespace faultbox::cper {

/// "fatal"; "unknown" above 3. As the kernel's lines call it (cper_severity_str, drivers/firmware/efi/cper.c).
const char* SeverityName(uint32_t severity);
/// "PCIe error", as behind "section_type: "; "unknown section" for a type that is not read.
const char* SectionName(SectionType type);

/// What the number in a field of a section means ("port_type" 4: "root port"); null where it is a plain number.
/// `section` is a name of SectionName, `field` a name of cper::Field.
const char* MeaningOf(std::string_view section, std::string_view field, uint64_t value);

/// The set bits of an AER status or mask: correctable or uncorrectable (PCI Express 4.0, 7.8.4.2 and 7.8.4.5), with the
/// names of drivers/pci/pcie/aer.c.
BitFields DescribeAer(uint32_t status, bool correctable);
/// Where the kernel sees the error: "Transaction Layer", and "Requester ID" (AER_GET_LAYER_ERROR, AER_GET_AGENT).
const char* AerLayer(uint32_t status, bool correctable);
const char* AerAgent(uint32_t status, bool correctable);

/// What a processor's error information is about.
enum class CheckKind : uint8_t { kUnknown, kCache, kTlb, kBus, kMicroArchitecture };

/// The valid fields of ARM's error information word (N.2.4.4.1, tables N-18 to N-20). Empty for the micro-architectural
/// kind, whose word belongs to the vendor.
BitFields DescribeArmErrorInfo(uint64_t info, CheckKind kind);
/// The kind by the type of ARM's error information: a bit mask since UEFI 2.9A, a number before. A mask of several bits
/// is kUnknown.
CheckKind ArmCheckKind(uint64_t type, bool is_mask);
/// The kinds in a mask of error types, of ARM's error information or of the generic section (N.2.4.1). What an older
/// firmware means by the same number is said too.
BitFields DescribeErrorTypes(std::string_view section, uint64_t mask);
/// The kind by the words of the kernel or the GUID of IA32/X64's error information (N.2.4.2.1, table N-10).
CheckKind X86CheckKind(std::string_view words);
/// The valid fields of IA32/X64's check information word (N.2.4.2.1, tables N-11 to N-14).
BitFields DescribeX86Check(uint64_t info, CheckKind kind);

}  // namespace faultbox::cper
