#include "host/explain/general_protection.h"

#include <format>
#include <string_view>

#include "arch/common/bits.h"
#include "arch/x86/registers.h"
#include "host/explain/effective_address.h"
#include "host/explain/faulting_access.h"
#include "host/explain/operand_reading.h"
#include "host/explain/value_class.h"
#include "host/explain/wording.h"

namespace faultbox {
namespace {

// CR4.LA57, Intel SDM vol. 3, 2.5.
constexpr unsigned kLa57 = 12;

unsigned TranslatedBits(const CrashRegisters& registers) {
    const std::optional<uint64_t> cr4 = registers.Get(x86_64::kCr4);
    return !cr4 || Bit(*cr4, kLa57) ? 57 : 48;
}

// An address by rsp or rbp raises a stack fault instead, unless another segment is asked for.
bool IsOfStack(const MemoryAccess& operand) {
    return operand.segment == kNoRegister && (operand.base == x86_64::kRsp || operand.base == x86_64::kRbp);
}

std::string VerdictOf(const OperandAtPc& operand, CrashContext& context) {
    const unsigned size = operand.access.size_bytes;
    std::string access = WordFor(operand.direction);
    if (size != 0) access += std::format(" of {} byte{}", size, size == 1 ? "" : "s");
    return std::format("{} at {:#x}{}{}", access, *operand.address,
                       ReadingOfOperand(operand.access, *operand.address, context.registers(), *context.arch()),
                       RemarkOnCanonical(*operand.address, context));
}

bool IsStackFault(const format::Event& event) {
    return std::string_view(event.headline()).starts_with("stack segment");
}

bool IsNeverCanonical(uint64_t address, const CrashRegisters& registers, const ArchInfo& arch) {
    return arch.arch == Arch::kX86_64 &&
           static_cast<uint64_t>(SignExtend(address, TranslatedBits(registers))) != address;
}

}  // namespace

std::string RemarkOnCanonical(uint64_t address, CrashContext& context) {
    if (!IsNeverCanonical(address, context.registers(), *context.arch())) return "";
    return std::format("; no canonical address: bits 63 to {} are not all equal",
                       TranslatedBits(context.registers()) - 1);
}

bool IsProtectionFault(const format::Event& event) {
    return IsStackFault(event) || std::string_view(event.headline()).starts_with("general protection fault");
}

std::optional<OperandAtPc> FindNonCanonicalOperand(CrashContext& context) {
    for (OperandAtPc& operand : OperandsAtPc(context)) {
        if (!operand.address || !IsNeverCanonical(*operand.address, context.registers(), *context.arch())) continue;
        if (IsOfStack(operand.access) == IsStackFault(context.event())) return std::move(operand);
    }
    return std::nullopt;
}

Explanation ExplainNonCanonicalOperand(const OperandAtPc& operand, CrashContext& context) {
    Finding finding;
    finding.claim = VerdictOf(operand, context);
    finding.confidence = Confidence::kCertain;
    finding.access = operand.direction;
    AddOperand(operand.access, operand.instruction_source, context.registers(), *context.arch(), finding);
    Explanation explanation;
    explanation.verdict = finding.claim;
    explanation.findings.push_back(std::move(finding));
    return explanation;
}

}  // namespace faultbox
