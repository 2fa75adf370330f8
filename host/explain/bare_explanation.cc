#include "host/explain/bare_explanation.h"

#include <algorithm>
#include <expected>
#include <format>
#include <vector>

#include "host/explain/faulting_access.h"
#include "host/explain/general_protection.h"
#include "host/explain/operand_reading.h"
#include "host/explain/value_class.h"
#include "host/explain/wording.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

// How far behind a bad pointer an access to one of its members may plausibly lie.
constexpr uint64_t kLargestObject = 0x1000;

struct Candidate {
    std::string reg;
    uint64_t value;
    ClassifiedValue classified;
};

// All CPUs number their general registers first, and these and nothing else below this: AADWARF32 4.1, AADWARF64 4.1,
// and the psABIs of i386 and x86-64, figures 2.14 and 3.36.
constexpr int kGeneralRegisters = 32;

bool IsGeneral(const RegisterInfo& reg) {
    return reg.dwarf >= 0 && reg.dwarf < kGeneralRegisters;
}

// Behind an ERR_PTR addresses wrap around to small numbers.
uint64_t DistanceTo(uint64_t address, uint64_t pointer, const ArchInfo& arch) {
    return WrapToPointer(address - pointer, arch);
}

// General registers that hold a bad pointer from which the fault address can be reached. The stack pointer, the pc and
// control registers are no data pointers.
std::vector<Candidate> FindCandidates(const RegisterSet& registers, uint64_t fault_address, const ArchInfo& arch) {
    std::vector<Candidate> candidates;
    for (size_t id = 0; id < arch.registers.size(); ++id) {
        if (id == arch.sp || id == arch.pc || id == arch.link || !IsGeneral(arch.registers[id])) continue;
        std::optional<uint64_t> value = registers.Get(static_cast<RegisterId>(id));
        if (!value || *value == fault_address) continue;
        ClassifiedValue classified = ClassifyValue(*value, arch);
        if (DistanceTo(fault_address, *value, arch) >= kLargestObject) continue;
        if (classified.value_class == ValueClass::kKernel || classified.value_class == ValueClass::kUserSpace ||
            classified.value_class == ValueClass::kSmall) {
            continue;
        }
        candidates.push_back({arch.registers[id].name, *value, classified});
    }
    return candidates;
}

// With more, the names say nothing.
constexpr size_t kMostNames = 4;

std::string JoinedNames(const std::vector<Candidate>& candidates) {
    if (candidates.size() > kMostNames) return std::format("{} registers", candidates.size());
    std::string names;
    for (size_t i = 0; i < candidates.size(); ++i) {
        if (i > 0) names += i + 1 == candidates.size() ? " or " : ", ";
        names += candidates[i].reg;
    }
    return names;
}

Finding DirectionFinding(const FaultInfo& fault, Access instruction) {
    Finding finding;
    finding.access = fault.access;
    finding.confidence = Confidence::kCertain;
    const char* opposite = fault.access == Access::kWrite ? "read" : "write";
    finding.claim = fault.access == Access::kExecute
                        ? "the fetch of an instruction failed"
                        : std::format("the access was a {}; a {} is ruled out", WordFor(fault.access), opposite);
    finding.evidence.push_back(std::format("the CPU reported fault status {:#x}", fault.status));
    if (instruction == Access::kUnknown || instruction == fault.access || fault.access == Access::kExecute) {
        return finding;
    }
    finding.confidence = Confidence::kPossible;
    finding.claim = std::format("the access was a {}", WordFor(fault.access));
    finding.evidence.push_back(
        std::format("the instruction at the pc is a {}: one of the two is damaged", WordFor(instruction)));
    return finding;
}

// Those that hold the very address: a pointer that was spoilt before it came here, or one to a member of NULL.
std::vector<Candidate> FindHolders(const RegisterSet& registers, uint64_t fault_address, const ArchInfo& arch) {
    std::vector<Candidate> holders;
    for (size_t id = 0; id < arch.registers.size(); ++id) {
        if (id == arch.sp || id == arch.pc || id == arch.link || !IsGeneral(arch.registers[id])) continue;
        if (registers.Get(static_cast<RegisterId>(id)) == fault_address) {
            holders.push_back({arch.registers[id].name, fault_address, {}});
        }
    }
    return holders;
}

std::string WhoHolds(const std::vector<Candidate>& candidates) {
    return std::format("which {} hold{}", JoinedNames(candidates), candidates.size() == 1 ? "s" : "");
}

// "0x18 bytes behind a NULL pointer, which r1 holds", of the candidates with one value.
std::string ReadingOf(const std::vector<Candidate>& same, uint64_t distance) {
    const ClassifiedValue& bad = same.front().classified;
    return std::format("{:#x} bytes behind {}, {}", distance,
                       bad.value_class == ValueClass::kNull ? "a NULL pointer" : bad.description, WhoHolds(same));
}

// Every value from which the address can be reached is one reading: nothing here tells which it was.
std::vector<std::string> ReadingsOf(std::vector<Candidate> candidates, uint64_t address, const ArchInfo& arch) {
    std::ranges::stable_sort(candidates, {}, &Candidate::value);
    std::vector<std::string> readings;
    for (auto first = candidates.begin(); first != candidates.end();) {
        auto last = std::find_if(first, candidates.end(), [=](const Candidate& c) { return c.value != first->value; });
        readings.push_back(ReadingOf({first, last}, DistanceTo(address, first->value, arch)));
        first = last;
    }
    return readings;
}

// Where the instruction is not known, or does not access that address, any register may have led there.
std::string ReadingsByRegisters(CrashContext& context) {
    const uint64_t address = context.event().fault_address();
    const RegisterSet& registers = context.registers().All();
    std::vector<Candidate> holders = FindHolders(registers, address, *context.arch());
    std::vector<Candidate> candidates = FindCandidates(registers, address, *context.arch());
    std::string readings;
    if (!holders.empty()) readings += ", " + WhoHolds(holders);
    bool is_first = holders.empty();
    for (const std::string& reading : ReadingsOf(std::move(candidates), address, *context.arch())) {
        readings += (is_first ? ": " : "; or ") + reading;
        is_first = false;
    }
    return readings;
}

// No data was accessed: what was to be run is not there, or may not be run.
std::string ExecutionVerdict(uint64_t address, const FaultInfo& fault) {
    const char* why = fault.cause == FaultCause::kPermission    ? ": mapped, but not executable"
                      : fault.cause == FaultCause::kTranslation ? ": nothing is mapped there"
                                                                : "";
    return std::format("execution at {:#x}{}", address, why);
}

using OperandAtFault = std::expected<FaultingAccess, std::string>;

std::string VerdictOf(CrashContext& context, const FaultInfo& fault, const OperandAtFault& operand) {
    const uint64_t address = context.event().fault_address();
    if (fault.access == Access::kExecute) return ExecutionVerdict(address, fault);
    const Access access = fault.access == Access::kUnknown && operand ? operand->direction : fault.access;
    std::string verdict = std::format("{} at {:#x}", WordFor(access), address);
    verdict += operand ? ReadingOfOperand(operand->access, address, context.registers(), *context.arch())
                       : ReadingsByRegisters(context);
    return verdict + RemarkOnCanonical(address, context);
}

}  // namespace

Explanation ExplainWithoutSymbols(CrashContext& context) {
    const format::Event& event = context.event();
    const ArchInfo* arch = context.arch();
    Explanation explanation;
    if (arch == nullptr || !event.has_fault_address()) return explanation;
    const OperandAtFault operand = FindFaultingAccess(context);
    FaultInfo fault;
    fault.access = StatedAccessOf(event);
    if (event.has_fault_status()) {
        FaultInfo decoded = arch->decode_fault(event.fault_status(), event.prefetch());
        if (decoded.access != Access::kUnknown) {
            fault = decoded;
            explanation.findings.push_back(
                DirectionFinding(decoded, operand ? operand->direction : DirectionAtFault(context)));
            if (operand) {
                AddOperand(operand->access, operand->instruction_source, context.registers(), *arch,
                           explanation.findings.back());
            }
        }
    }
    explanation.verdict = VerdictOf(context, fault, operand);
    return explanation;
}

}  // namespace faultbox
