#include "arch/x86/machine_check_registers.h"

#include "arch/x86/machine_check_text.h"

namespace faultbox::x86 {
namespace {

// Who made a processor of that signature. Families from 0Fh on, Intel's Pentium 4 apart, are AMD's; Hygon has 18h.
Vendor VendorOf(const DescribeContext& context) {
    if (context.vendor) return VendorFromNumber(*context.vendor);
    if (context.ipid) return Vendor::kAmd;
    if (!context.cpuid) return Vendor::kUnknown;
    unsigned family = DecodeCpuid(*context.cpuid).family;
    if (family == 0x18) return Vendor::kHygon;
    if (family == 6) return Vendor::kIntel;
    return family >= 0x10 ? Vendor::kAmd : Vendor::kUnknown;
}

MachineCheck MakeCheck(uint64_t status, const DescribeContext& context) {
    MachineCheck check;
    check.status = status;
    check.bank = context.bank;
    check.cpuid = context.cpuid;
    check.misc = context.misc;
    check.ipid = context.ipid;
    check.vendor = VendorOf(context);
    return check;
}

}  // namespace

BitFields DescribeStatusRegister(uint64_t value, const DescribeContext& context) {
    return DescribeMciStatus(MakeCheck(value, context));
}

BitFields DescribeGlobalRegister(uint64_t value, const DescribeContext&) {
    return DescribeMcgStatus(value);
}

BitFields DescribeMiscRegister(uint64_t value, const DescribeContext& context) {
    MachineCheck check = MakeCheck(0, context);
    check.misc = value;
    return DescribeMciMisc(check);
}

BitFields DescribeIpidRegister(uint64_t value, const DescribeContext&) {
    return DescribeIpid(value);
}

const char* RemarkOnStatusRegister(uint64_t value, const DescribeContext& context) {
    MachineCheck check = MakeCheck(value, context);
    if (check.vendor == Vendor::kUnknown) return "give cpuid= (and bank=) to have the model-specific bits described";
    if (DescribeModelSpecific(check).reference != nullptr) return nullptr;
    if (IsAmdLike(check.vendor)) {
        return IsScalable(check) && !check.ipid ? "give mca_ipid= to have the extended error code described"
                                                : "the extended error code is model specific and not published";
    }
    return Bits(value, 31, 16) == 0 ? nullptr : "MSCOD is model specific and not published for this processor and bank";
}

const char* RemarkOnMiscRegister(uint64_t, const DescribeContext& context) {
    return VendorOf(context) == Vendor::kUnknown ? "give cpuid= to have it described" : nullptr;
}

}  // namespace faultbox::x86
