#include "host/report/dma_fault_text.h"

#include <format>
#include <span>

#include "arch/common/bits.h"
#include "host/report/fault_text.h"

namespace faultbox {
namespace {

struct BitName {
    uint8_t high;
    uint8_t low;
    const char* name;
    const char* meaning;  ///< Of a single bit that is set.
};

constexpr BitName kFsr[] = {
    {1, 1, "TF", "translation fault: the address is not mapped"},
    {2, 2, "AFF", "access flag fault"},
    {3, 3, "PF", "permission fault"},
    {4, 4, "EF", "external fault on a page table walk"},
    {5, 5, "TLBMCF", "more than one TLB entry matches"},
    {6, 6, "TLBLKF", "TLB lock fault"},
    {7, 7, "ASF", "address size fault"},
    {8, 8, "UUT", "unsupported upstream transaction"},
    {10, 9, "FORMAT", nullptr},
    {30, 30, "SS", "the transaction waits for the handler"},
    {31, 31, "MULTI", "further faults came before this one was handled"},
};

constexpr BitName kFsynr[] = {
    {1, 0, "PLVL", nullptr},
    {4, 4, "WNR", "write"},
    {5, 5, "PNU", "privileged"},
    {6, 6, "IND", "instruction fetch"},
    {8, 8, "NSATTR", "non-secure"},
    {10, 10, "PTWF", "fault on a page table walk"},
    {11, 11, "AFR", "the fault was recorded asynchronously"},
    {23, 16, "S1CBNDX", nullptr},
};

constexpr BitName kAmdFlags[] = {
    {0, 0, "GN", "guest address"},
    {1, 1, "NX", "no execution permission"},
    {2, 2, "US", "user privilege"},
    {3, 3, "I", "interrupt request"},
    {4, 4, "PR", "the page is present: a permission fault"},
    {5, 5, "RW", "write"},
    {6, 6, "PE", "the permission was missing"},
    {7, 7, "RZ", "a reserved bit was set in a table"},
    {8, 8, "TR", "translation request"},
};

// FSTS_REG. PFO and PPF tell faults of devices, the others of the unit's own queues.
constexpr BitName kIntelStatus[] = {
    {0, 0, "PFO", "fault overflow: faults were lost"},
    {1, 1, "PPF", "a fault is recorded"},
    {4, 4, "IQE", "invalidation queue error"},
    {5, 5, "ICE", "invalidation completion error"},
    {6, 6, "ITE", "invalidation time-out"},
    {15, 8, "FRI", nullptr},
};

struct Code {
    uint64_t value;
    const char* name;
};

constexpr Code kIntelReasons[] = {
    {0x1, "the root entry is not present"},
    {0x2, "the device has no context entry: no driver gave it a domain"},
    {0x3, "invalid context entry"},
    {0x4, "address beyond what the unit can translate"},
    {0x5, "write to an address that is not mapped for writing"},
    {0x6, "read from an address that is not mapped for reading"},
    {0x7, "error at access to the next page table"},
    {0x8, "error at access to the root table"},
    {0x9, "error at access to the context table"},
    {0xa, "reserved bits set in the root entry"},
    {0xb, "reserved bits set in the context entry"},
    {0xc, "reserved bits set in a page table entry"},
    {0xd, "translation requests of the device are blocked"},
    {0x20, "reserved bits set in the interrupt request"},
    {0x21, "interrupt index beyond the remapping table"},
    {0x22, "the interrupt's remapping entry is not present"},
    {0x23, "error at access to the interrupt remapping table"},
    {0x24, "reserved bits set in the remapping entry"},
    {0x25, "interrupt request of the old form, which is blocked"},
    {0x26, "the interrupt is another device's: source id verification failed"},
};

constexpr Code kSmmuEvents[] = {
    {0x01, "F_UUT: unsupported upstream transaction"},
    {0x02, "C_BAD_STREAMID: stream id out of range"},
    {0x03, "F_STE_FETCH: stream table entry could not be read"},
    {0x04, "C_BAD_STE: invalid stream table entry"},
    {0x05, "F_BAD_ATS_TREQ: translation request not allowed"},
    {0x06, "F_STREAM_DISABLED: the stream is not enabled"},
    {0x07, "F_TRANSL_FORBIDDEN: translated access not allowed"},
    {0x08, "C_BAD_SUBSTREAMID: substream id out of range"},
    {0x09, "F_CD_FETCH: context descriptor could not be read"},
    {0x0a, "C_BAD_CD: invalid context descriptor"},
    {0x0b, "F_WALK_EABT: external abort on a page table walk"},
    {0x10, "F_TRANSLATION: the address is not mapped"},
    {0x11, "F_ADDR_SIZE: address out of range"},
    {0x12, "F_ACCESS: access flag fault"},
    {0x13, "F_PERMISSION: permission fault"},
    {0x20, "F_TLB_CONFLICT: more than one TLB entry matches"},
    {0x21, "F_CFG_CONFLICT: conflicting configuration caches"},
    {0x24, "E_PAGE_REQUEST: page request of the device"},
    {0x25, "F_VMS_FETCH: virtual machine structure could not be read"},
};

const char* NameOf(std::span<const Code> codes, uint64_t value) {
    for (const Code& code : codes) {
        if (code.value == value) return code.name;
    }
    return "";
}

// Bits that are set, and fields of several bits whatever they hold.
std::vector<FieldText> BitsOf(std::span<const BitName> names, uint64_t value) {
    BitFields fields;
    for (const BitName& name : names) {
        uint64_t bits = Bits(value, name.high, name.low);
        if (bits != 0 || name.high != name.low) fields.Append({name.name, name.high, name.low, bits, name.meaning});
    }
    return FieldsOf(fields);
}

std::string_view TextOf(const std::vector<DecodedFact>& facts, std::string_view name) {
    for (const DecodedFact& fact : facts) {
        if (fact.name == name) return fact.text;
    }
    return {};
}

void DecodeIntel(DecodedFact& fact) {
    if (fact.name == "fault_reason") fact.meaning = NameOf(kIntelReasons, *fact.number);
    if (fact.name == "fault_status") fact.bits = BitsOf(kIntelStatus, *fact.number);
}

void DecodeSmmu(DecodedFact& fact) {
    if (fact.name == "fsr") fact.bits = BitsOf(kFsr, *fact.number);
    if (fact.name != "fsynr") return;
    fact.bits = BitsOf(kFsynr, *fact.number);
    fact.meaning = Bit(*fact.number, 4) ? "write" : "read";
}

// Words of an event with an address, 0x10 to 0x13: stream id in bits 63:32 of the first; in the second bits 35 RnW, 34
// InD, 33 PnU; the third is the input address.
void DecodeSmmu3(std::vector<DecodedFact>& facts) {
    std::vector<DecodedFact*> words;
    uint64_t event = 0;
    for (DecodedFact& fact : facts) {
        if (!fact.number) continue;
        if (fact.name == "event") {
            event = *fact.number;
            fact.meaning = NameOf(kSmmuEvents, event);
        }
        if (fact.name == "event_word") words.push_back(&fact);
    }
    if (!words.empty()) words[0]->meaning = std::format("stream id 0x{:x}", *words[0]->number >> 32);
    if (event < 0x10 || event > 0x13 || words.size() < 3) return;
    uint64_t flags = *words[1]->number;
    words[1]->meaning = std::format("{} {}{}", Bit(flags, 33) ? "privileged" : "unprivileged",
                                    Bit(flags, 34) ? "instruction " : "", Bit(flags, 35) ? "read" : "write");
    words[2]->meaning = std::format("input address 0x{:x}", *words[2]->number);
}

}  // namespace

void DecodeDmaFault(std::vector<DecodedFact>& facts) {
    std::string_view iommu = TextOf(facts, "iommu");
    if (iommu == "smmu-v3") return DecodeSmmu3(facts);
    for (DecodedFact& fact : facts) {
        if (!fact.number) continue;
        if (iommu == "intel") DecodeIntel(fact);
        if (iommu == "amd" && fact.name == "flags") fact.bits = BitsOf(kAmdFlags, *fact.number);
        if (iommu == "smmu") DecodeSmmu(fact);
    }
}

}  // namespace faultbox
