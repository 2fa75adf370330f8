#include "arch/x86/control_text.h"
#include "arch/x86/fault.h"
#include "arch/x86/flags.h"

namespace faultbox::x86 {
namespace {

constexpr Flag kPageFaultFlags[] = {
    {"P", kPresentBit, "an entry of the page tables was not present", "the page was present"},
    {"W/R", kWriteBit, "read", "write"},
    {"U/S", kUserBit, "supervisor-mode access", "user-mode access"},
    {"RSVD", kReservedBitBit, "no reserved bit at fault", "a reserved bit was set in a page table entry"},
    {"I/D", kFetchBit, "not an instruction fetch, or neither NX nor SMEP is on", "instruction fetch"},
    {"PK", kProtectionKeyBit, "no protection key at fault", "a protection key forbids the access"},
    {"SS", kShadowStackBit, "not a shadow-stack access", "shadow-stack access"},
    {"HLAT", kHlatBit, "no hypervisor-managed paging at fault", "no translation by hypervisor-managed paging"},
    {"SGX", kSgxBit, "SGX not at fault", "SGX access control forbids the access"},
    {"RMP", kRmpBit, "reverse map table not at fault", "reverse map table (SEV-SNP) forbids the access"},
};

const char* NameOfPermission(uint64_t error_code, bool fetch) {
    if (Bit(error_code, kRmpBit)) return "reverse map table violation (SEV-SNP)";
    if (Bit(error_code, kProtectionKeyBit)) return "protection key violation";
    if (Bit(error_code, kShadowStackBit)) return "shadow-stack access violation";
    const bool user = Bit(error_code, kUserBit);
    if (fetch) return user ? "fetch from a page that user mode may not execute" : "fetch refused by NX or SMEP";
    if (Bit(error_code, kWriteBit)) {
        return user ? "write to a read-only page or to the kernel's" : "write to a read-only page, or refused by SMAP";
    }
    return user ? "read of a page of the kernel" : "read refused by SMAP";
}

// SDM vol. 3, 6.15, interrupt 21.
const char* NameOfControlProtection(uint64_t reason) {
    switch (reason) {
        case 1:
            return "NEAR-RET: return address differs from the shadow stack's";
        case 2:
            return "FAR-RET/IRET: return address differs from the shadow stack's";
        case 3:
            return "ENDBRANCH: no ENDBR at the target of an indirect jump or call";
        case 4:
            return "RSTORSSP: wrong restore token on the shadow stack";
        case 5:
            return "SETSSBSY: wrong token on the supervisor shadow stack";
        default:
            return "reserved";
    }
}

}  // namespace

const char* PageFaultCauseName(uint64_t error_code, bool is_prefetch) {
    if (Bit(error_code, kSgxBit)) return "SGX access control violation";
    switch (DecodePageFault(error_code, is_prefetch).cause) {
        case FaultCause::kTranslation:
            return "page not present";
        case FaultCause::kReservedBit:
            return "reserved bit set in a page table entry";
        default:
            return NameOfPermission(error_code, is_prefetch || Bit(error_code, kFetchBit));
    }
}

BitFields DescribePageFault(uint64_t error_code, bool) {
    BitFields fields;
    AppendFlags(kPageFaultFlags, error_code, fields);
    return fields;
}

const char* RemarkOnPageFault(uint64_t error_code, const DescribeContext&) {
    if ((error_code & ~kPageFaultBits) == 0) return nullptr;
    return "reserved bits are set: damaged, or the code of another exception; see selector_error and "
           "control_protection";
}

BitFields DescribeSelectorError(uint64_t error_code, const DescribeContext&) {
    const SelectorError error = DecodeSelectorError(error_code);
    const bool idt = error.table == SelectorTable::kIdt;
    const bool ldt = error.table == SelectorTable::kLdt;
    BitFields fields;
    AppendField("EXT", 0, 0, error_code,
                error.external ? "while an event outside the program was delivered" : "by the program itself", fields);
    AppendField("IDT", 1, 1, error_code, idt ? "index of the interrupt table (IDT)" : "index of GDT or LDT", fields);
    const char* table = ldt ? "index of the LDT" : "index of the GDT";
    AppendField("TI", 2, 2, error_code, idt ? "not valid: the index is the IDT's" : table, fields);
    const char* index = idt ? "vector of the gate" : "descriptor at fault";
    AppendField("index", 15, 3, error_code, error.names_selector ? index : "no segment named", fields);
    return fields;
}

const char* RemarkOnSelectorError(uint64_t error_code, const DescribeContext&) {
    const SelectorError error = DecodeSelectorError(error_code);
    if (error.reserved_set) return "bits above 15 are reserved: damaged, or not the code of such a fault";
    if (error_code == 0)
        return "no segment at fault, or a null descriptor: often a non-canonical address or a privileged instruction";
    return nullptr;
}

BitFields DescribeControlProtection(uint64_t error_code, const DescribeContext&) {
    BitFields fields;
    AppendField("CPEC", 14, 0, error_code, NameOfControlProtection(Bits(error_code, 14, 0)), fields);
    AppendField("ENCL", 15, 15, error_code, Bit(error_code, 15) ? "inside an SGX enclave" : "not inside an enclave",
                fields);
    return fields;
}

const char* RemarkOnControlProtection(uint64_t error_code, const DescribeContext&) {
    if (Bits(error_code, 63, 16) == 0) return nullptr;
    return "bits above 15 are reserved: damaged, or not the code of a control protection fault";
}

}  // namespace faultbox::x86
