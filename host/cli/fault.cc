#include <charconv>
#include <format>
#include <system_error>

#include "arch/registry.h"
#include "arch/registry_analysis.h"
#include "host/cli/console.h"
#include "host/cli/verb.h"
#include "host/report/fault_text.h"
#include "host/report/register_text.h"

namespace faultbox::cli {
namespace {

constexpr Option kOptions[] = {{"--json", nullptr, "print JSON, see docs/json.md"}};

// One "REGISTER=VALUE" of the command line.
struct Assignment {
    const DescribedRegister* reg = nullptr;
    uint64_t value = 0;
};

const DescribedRegister* FindDescribed(const ArchAnalysis& analysis, std::string_view name) {
    for (const DescribedRegister& reg : analysis.described) {
        if (name == reg.name) return &reg;
    }
    return nullptr;
}

std::string NamesOf(const ArchAnalysis& analysis) {
    std::string names;
    for (const DescribedRegister& reg : analysis.described)
        names += (names.empty() ? "" : ", ") + std::string(reg.name);
    return names;
}

// The first described register of every CPU is its fault status.
bool IsFaultStatus(const ArchAnalysis& analysis, const DescribedRegister& reg) {
    return &reg == &analysis.described.front();
}

std::optional<Assignment> ParseAssignment(const ArchAnalysis& analysis, const std::string& text) {
    size_t equals = text.find('=');
    std::string name = text.substr(0, equals);
    if (equals == std::string::npos) {
        Complain(std::format("\"{}\" is not REGISTER=VALUE", text));
        return std::nullopt;
    }
    Assignment assignment{FindDescribed(analysis, name), 0};
    if (assignment.reg == nullptr) {
        Complain(std::format("no such register: \"{}\"; known are {}", name, NamesOf(analysis)));
        return std::nullopt;
    }
    std::optional<uint64_t> value = ParseHex(text.substr(equals + 1));
    if (!value) {
        Complain(std::format("\"{}\" is no hexadecimal number", text.substr(equals + 1)));
        return std::nullopt;
    }
    assignment.value = *value;
    return assignment;
}

// "bank=5", "cpuid=206c2" and "vendor=0" are no registers, but say whose machine check it is.
bool TakeMachineCheckContext(const ArchAnalysis& analysis, const std::string& text, DescribeContext& context) {
    size_t equals = text.find('=');
    if (equals == std::string::npos || FindDescribed(analysis, "mci_status") == nullptr) return false;
    std::string_view name = std::string_view(text).substr(0, equals);
    std::optional<uint32_t> DescribeContext::* member = nullptr;
    if (name == "bank") member = &DescribeContext::bank;
    if (name == "cpuid") member = &DescribeContext::cpuid;
    if (name == "vendor") member = &DescribeContext::vendor;
    if (member == nullptr) return false;
    // The kernel prints the bank's number in decimal.
    uint32_t value = 0;
    const char* end = text.data() + text.size();
    auto parsed = std::from_chars(text.data() + equals + 1, end, value, name == "bank" ? 10 : 16);
    if (parsed.ec != std::errc() || parsed.ptr != end) return false;
    context.*member = value;
    return true;
}

// Registers that the meaning of others hangs on.
void AddToContext(const ArchAnalysis& analysis, const Assignment& assignment, DescribeContext& context) {
    std::string_view name = assignment.reg->name;
    if (IsFaultStatus(analysis, *assignment.reg)) context.fault_status = assignment.value;
    if (name == "cr4") context.cr4 = assignment.value;
    if (name == "mci_misc") context.misc = assignment.value;
    if (name == "mca_ipid") context.ipid = assignment.value;
}

RegisterText Describe(const ArchAnalysis& analysis, const Assignment& assignment, const DescribeContext& context) {
    const DescribedRegister& reg = *assignment.reg;
    RegisterText text{.name = reg.name, .manual_name = reg.manual_name, .value = assignment.value};
    if (IsFaultStatus(analysis, reg)) {
        text.is_fault_status = true;
        text.fault = DecodeStatus(analysis.arch, assignment.value, context.prefetch);
    } else {
        text.fault.fields = FieldsOf(reg.describe(assignment.value, context));
    }
    const char* remark = reg.remark == nullptr ? nullptr : reg.remark(assignment.value, context);
    if (remark != nullptr) text.remark = remark;
    return text;
}

ExitStatus RunFault(const Arguments& arguments) {
    if (arguments.operands().size() < 2) {
        Complain("fault: ARCH and at least one REGISTER=VALUE are needed");
        return kUnusable;
    }
    const std::string& name = arguments.operands().front();
    const ArchInfo* arch = FindArchByName(name);
    const ArchAnalysis* analysis = arch == nullptr ? nullptr : FindArchAnalysis(arch->arch);
    if (analysis == nullptr) {
        Complain(std::format("CPU \"{}\" is not supported", name));
        return kUnusable;
    }
    std::vector<Assignment> assignments;
    DescribeContext context;
    for (size_t i = 1; i < arguments.operands().size(); ++i) {
        if (TakeMachineCheckContext(*analysis, arguments.operands()[i], context)) continue;
        std::optional<Assignment> assignment = ParseAssignment(*analysis, arguments.operands()[i]);
        if (!assignment) return kUnusable;
        AddToContext(*analysis, *assignment, context);
        assignments.push_back(*assignment);
    }
    std::vector<RegisterText> registers;
    for (const Assignment& assignment : assignments) registers.push_back(Describe(*analysis, assignment, context));
    std::string output = arguments.Has("--json") ? WriteRegistersJson(arch->name, registers)
                                                 : WriteRegistersText(registers, WantsColor());
    return Print(output) ? kDecoded : kUnusable;
}

}  // namespace

const Verb kFaultVerb = {
    .name = "fault",
    .operands = "ARCH REGISTER=VALUE... [--json]",
    .summary = "explain a fault status and the control registers a kernel prints",
    .description =
        "Takes registers apart, field by field. ARCH is arm, arm64, i386 or x86_64; VALUE is hexadecimal, as the\n"
        "kernel prints it. The registers of arm are fsr, psr, control, table and dac, those of arm64 esr, pstate and\n"
        "errstatus, the status of an error record (RAS):\n"
        "\"fault arm fsr=a05 control=30c5387d table=ad5bc480 dac=55555555 psr=80010013\".\n"
        "Those of i386 and x86_64 are cr0, cr3, cr4, eflags, dr6, dr7, the segment selectors cs, ss, ds, es, fs and\n"
        "gs, on x86_64 pkru, and three error codes: error_code, the number behind \"Oops:\" of a page fault;\n"
        "selector_error, that of a general protection, invalid TSS, segment not present or stack segment fault; and\n"
        "control_protection, that of a control protection fault:\n"
        "\"fault x86_64 error_code=2 cr0=80050033 cr4=1407e0 eflags=10246\". Of machine checks they are mci_status,\n"
        "mcg_status, mci_misc and AMD's mca_ipid; cpuid= (of the CPU, hexadecimal, as the kernel prints it behind\n"
        "PROCESSOR), vendor= (the digit before it) and bank= (decimal) say whose they are.",
    .options = kOptions,
    .run = RunFault,
};

}  // namespace faultbox::cli
