#pragma once

#include <span>

#include "arch/common/fault_info.h"
#include "arch/x86/machine_check.h"

namespace faultbox::x86 {

/// The bits of MCi_STATUS (MCA_STATUS), highest first, the parts of the error code last. Bits whose meaning depends on
/// a vendor that is not known stand as one field without meaning.
BitFields DescribeMciStatus(const MachineCheck& check);
/// MCG_STATUS (SDM 15.3.1.2, APM volume 2, 9.3.1.2).
BitFields DescribeMcgStatus(uint64_t status);
/// MCi_MISC: address mode and granularity on Intel (SDM 15.3.2.4), the error counter on AMD (APM volume 2, 9.3.3).
BitFields DescribeMciMisc(const MachineCheck& check);
/// MCA_IPID of AMD's Scalable MCA.
BitFields DescribeIpid(uint64_t ipid);

/// "corrected error", "uncorrected error, processor context corrupt".
const char* ClassName(MachineCheckClass severity);
/// "internal timer error", "cache hierarchy error"; never nullptr.
const char* CodeName(const MachineCheck& check);
/// The manual that defines what CodeName says.
const char* CodeReference(const MachineCheck& check);
/// What the bank belongs to: "Execution Unit", "power control unit"; nullptr where the manuals do not say.
const char* BankName(const MachineCheck& check);

/// What the model-specific part of the status says: MSCOD on Intel, ErrorCodeExt on AMD.
struct ModelText {
    BitFields fields;
    const char* reference = nullptr;  ///< nullptr: model specific and not published for this processor.
};
ModelText DescribeModelSpecific(const MachineCheck& check);

/// One number of a field and its meaning, or with `bits` tables one bit's number.
struct CodeValue {
    uint16_t code;
    const char* meaning;
};
/// The meaning of `code`, or nullptr.
const char* FindMeaning(std::span<const CodeValue> values, uint64_t code);

/// The vendors' own tables; DescribeModelSpecific and BankName choose between them.
ModelText DescribeIntelModel(const MachineCheck& check);
const char* IntelBankName(const MachineCheck& check);
ModelText DescribeAmdModel(const MachineCheck& check);
const char* AmdBankName(const MachineCheck& check);

}  // namespace faultbox::x86
