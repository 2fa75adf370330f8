#include "arch/arm64/ras.h"

#include "arch/arm64/field_text.h"
#include "arch/common/bits.h"

namespace faultbox::arm64 {
namespace {

using Texts = const char* const[];

constexpr unsigned kValidBit = 30;
constexpr unsigned kUncorrectedBit = 29;
constexpr unsigned kDeferredBit = 23;

constexpr Texts kAddress = {"no address recorded", "ERR<n>ADDR holds an address"};
constexpr Texts kValid = {"nothing recorded", "an error is recorded"};
constexpr Texts kUncorrected = {"no uncorrected error", "uncorrected error"};
constexpr Texts kReported = {"not reported as an external abort", "reported to the requester as an external abort"};
constexpr Texts kOverflow = {"no error was lost", "more errors than the record could hold"};
constexpr Texts kMisc = {"nothing in ERR<n>MISC<m>", "ERR<n>MISC<m> hold more"};
constexpr Texts kCorrected = {"no corrected error", "corrected, transient", "corrected", "corrected, persistent"};
constexpr Texts kDeferred = {"no deferred error", "deferred error"};
constexpr Texts kPoison = {"not told to be poison", "a poisoned value was met"};
constexpr Texts kTypes = {"uncontainable", "unrecoverable", "latent or restartable", "signaled or recoverable"};
constexpr Texts kCritical = {"no critical condition", "critical error condition"};
constexpr Texts kReset = {"no reset recorded", "ERR<n>MISC<m> tell of a reset"};

// DDI 0587, ERR<n>STATUS, SERR.
constexpr Texts kErrorCodes = {
    "no error",
    "implementation defined error, see IERR",
    "data value from memory that is not associative, such as on-chip SRAM",
    "implementation defined pin",
    "assertion failure",
    "internal data path, such as parity of an ALU result",
    "data value from associative memory, such as cache data",
    "address or control value from associative memory, such as a cache tag",
    "data value from a TLB",
    "address or control value from a TLB",
    "data value from a producer, such as parity of write data",
    "address or control value from a producer",
    "data value from external memory, such as SDRAM",
    "illegal address (software), such as unpopulated memory",
    "illegal access (software), such as a wrong size",
    "illegal state (software), such as a device that is not ready",
    "internal data register",
    "internal control register",
    "error response from a completer",
    "external timeout",
    "internal timeout",
    "deferred error from a completer that the requester cannot defer",
    "deferred error from a requester that the completer cannot defer",
    "deferred error from a completer, passed through",
    "deferred error from a requester, passed through",
    "recorded by PCIe error logs",
    "other internal error",
};

constexpr FieldText kFields[] = {
    {"AV", 31, 31, kAddress},
    {"V", kValidBit, kValidBit, kValid},
    {"UE", kUncorrectedBit, kUncorrectedBit, kUncorrected},
    {"ER", 28, 28, kReported},
    {"OF", 27, 27, kOverflow},
    {"MV", 26, 26, kMisc},
    {"CE", 25, 24, kCorrected},
    {"DE", kDeferredBit, kDeferredBit, kDeferred},
    {"PN", 22, 22, kPoison},
};
constexpr FieldText kType[] = {{"UET", 21, 20, kTypes}};
constexpr FieldText kRest[] = {
    {"CI", 19, 19, kCritical}, {"RV", 18, 18, kReset}, {"IERR", 15, 8}, {"SERR", 7, 0, kErrorCodes}};
constexpr FieldText kInvalid[] = {{"V", kValidBit, kValidBit, kValid}};

}  // namespace

BitFields DescribeErrorStatus(uint64_t value, const DescribeContext&) {
    BitFields fields;
    if (!Bit(value, kValidBit)) {
        AppendFields(kInvalid, value, fields);
        return fields;
    }
    AppendFields(kFields, value, fields);
    if (Bit(value, kUncorrectedBit)) AppendFields(kType, value, fields);
    AppendFields(kRest, value, fields);
    return fields;
}

const char* RemarkOnErrorStatus(uint64_t value, const DescribeContext&) {
    if (!Bit(value, kValidBit)) return "no error is recorded: the other fields mean nothing";
    if (Bit(value, kUncorrectedBit)) {
        constexpr const char* kUncorrectedTypes[] = {
            "uncorrected error, uncontainable: nothing can be trusted any more",
            "uncorrected error, unrecoverable: what was running cannot go on",
            "uncorrected error, latent or restartable: what was running can go on",
            "uncorrected error, recoverable: what was running can go on once the location is repaired"};
        return kUncorrectedTypes[Bits(value, 21, 20)];
    }
    if (Bit(value, kDeferredBit)) return "deferred error: the bad value was marked as poison and passed on";
    return Bits(value, 25, 24) != 0 ? "corrected error: no harm done" : "an error of no stated severity";
}

const char* ErrorCodeName(uint64_t serr) {
    return serr < std::size(kErrorCodes) ? kErrorCodes[serr] : "reserved";
}

}  // namespace faultbox::arm64
