// Any bytes as struct mce: what is read is described whole, every field lies inside its register, and what is not valid
// is absent.
#include "arch/x86/mce_record.h"

#include <cstdint>
#include <cstdlib>

#include "arch/x86/machine_check_text.h"

namespace faultbox::x86 {
namespace {

void Check(bool holds) {
    if (!holds) abort();
}

void CheckFields(const BitFields& fields, uint64_t value) {
    Check(fields.dropped() == 0);
    for (const BitField& field : fields) {
        Check(field.name != nullptr && field.low <= field.high && field.high < 64);
        Check(field.value == Bits(value, field.high, field.low));
    }
}

void Describe(const MachineCheck& check) {
    CheckFields(DescribeMciStatus(check), check.status);
    CheckFields(DescribeModelSpecific(check).fields, check.status);
    CheckFields(DescribeMciMisc(check), check.misc.value_or(0));
    CheckFields(DescribeIpid(check.ipid.value_or(0)), check.ipid.value_or(0));
    Check(ClassName(Classify(check)) != nullptr && CodeName(check) != nullptr && CodeReference(check) != nullptr);
    BankName(check);
}

}  // namespace
}  // namespace faultbox::x86

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace faultbox::x86;
    auto record = ReadMceRecord({data, size});
    if (!record) return 0;
    Check(size >= kMceRecordMinBytes && size <= kMceRecordMaxBytes);
    Check(record->misc.has_value() == faultbox::Bit(record->status, kStatusMiscV));
    MachineCheck check;
    check.status = record->status;
    check.bank = record->bank;
    check.misc = record->misc;
    check.mcg_status = record->mcg_status;
    check.mcg_cap = record->mcg_cap;
    check.ipid = record->ipid;
    check.cpuid = record->cpuid;
    check.vendor = VendorFromNumber(record->vendor_number);
    Describe(check);
    return 0;
}
