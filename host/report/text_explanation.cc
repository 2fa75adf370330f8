#include "host/report/text_explanation.h"

#include <format>

#include "host/report/names.h"

namespace faultbox {
namespace {

std::string DescribePointer(const BadPointer& pointer) {
    std::string text = pointer.expression;
    if (!pointer.type.empty()) text += std::format("{}({})", text.empty() ? "" : " ", pointer.type);
    if (!pointer.reg.empty()) text += std::format("{}in {}", text.empty() ? "" : ", ", pointer.reg);
    if (pointer.value) text += std::format("{}0x{:x}", text.empty() ? "" : ", ", *pointer.value);
    if (!pointer.value_class.empty()) text += std::format("{}{}", text.empty() ? "" : ", ", pointer.value_class);
    return text;
}

std::string DescribeOrigin(const PointerOrigin& origin) {
    std::string text = origin.expression.empty() ? origin.function : origin.expression + " in " + origin.function;
    if (!origin.file.empty()) text += " at " + origin.file;
    if (!origin.file.empty() && origin.line != 0) text += std::format(":{}", origin.line);
    return text;
}

void WriteMemberFields(TextWriter& text, const Finding& finding) {
    if (finding.member) {
        text.Field("member", DescribeMember(*finding.member));
        std::string others;
        for (const std::string& other : finding.member->alternatives) others += (others.empty() ? "" : ", ") + other;
        text.Field("or in union", others);
    }
    bool own_view = finding.innermost && (!finding.member || finding.innermost->type != finding.member->type);
    if (own_view) text.Field("seen here as", DescribeMember(*finding.innermost));
    if (finding.pointer) {
        const bool is_doubtful = finding.confidence == Confidence::kCertain && finding.pointer->origin.has_value() &&
                                 finding.pointer->origin->is_likely;
        text.Field("pointer", DescribePointer(*finding.pointer));
        if (finding.pointer->origin)
            text.Field("comes from", DescribeOrigin(*finding.pointer->origin) + (is_doubtful ? " (likely)" : ""));
    }
}

void WriteFinding(TextWriter& text, const Finding& finding) {
    text.Line(2, std::format("{} ({})", finding.claim, NameOf(finding.confidence)), Emphasis::kStrong, 2);
    WriteMemberFields(text, finding);
    for (size_t i = 0; i < finding.evidence.size(); ++i) {
        text.Field(i == 0 ? "evidence" : "", "- " + finding.evidence[i]);
    }
}

/// A sentence that is not proven must not read as if it were.
std::string DescribeVerdict(const Explanation& explanation) {
    if (explanation.findings.empty()) return explanation.verdict;
    const Finding& best = explanation.findings.front();
    bool is_open = best.claim == explanation.verdict && best.confidence != Confidence::kCertain;
    return is_open ? std::format("{} ({})", explanation.verdict, NameOf(best.confidence)) : explanation.verdict;
}

// "Where" says by itself that there are no symbol files; that no member is named for that is news only where one could
// be.
bool IsWorthSaying(const EventAnalysis& analysis) {
    const Explanation& explanation = analysis.explanation;
    if (analysis.symbols.fit != SymbolFit::kNone || explanation.reason_missing != analysis.symbols.reason) return true;
    const bool is_fetch = !explanation.findings.empty() && explanation.findings.front().access == Access::kExecute;
    return !explanation.verdict.empty() && !is_fetch;
}

}  // namespace

std::string DescribeMember(const MemberAt& member) {
    std::string text = std::format("{} +0x{:x}: {}", member.type, member.offset, member.path);
    std::string details = member.member_type;
    if (const uint64_t size = member.size.value_or(0); size != 0) {
        details += std::format("{}{} byte{}", details.empty() ? "" : ", ", size, size == 1 ? "" : "s");
    }
    if (member.bit_size) {
        details += std::format("{}{} bits from bit {}", details.empty() ? "" : ", ", *member.bit_size,
                               member.bit_offset.value_or(0));
    }
    return details.empty() ? text : std::format("{} ({})", text, details);
}

void WriteVerdict(TextWriter& text, const EventReport& report) {
    const Explanation& explanation = report.analysis->explanation;
    const bool has_reason = !explanation.reason_missing.empty() && IsWorthSaying(*report.analysis);
    const std::string verdict = explanation.verdict.empty() ? report.verdict_by_text : DescribeVerdict(explanation);
    if (verdict.empty() && !has_reason) return;
    text.Heading("What happened");
    if (!verdict.empty()) text.Line(2, verdict);
    if (has_reason) text.Line(2, "No member is named: " + explanation.reason_missing + ".");
}

void WriteFindings(TextWriter& text, const EventAnalysis& analysis) {
    const std::vector<Finding>& findings = analysis.explanation.findings;
    if (findings.empty()) return;
    text.Heading("Findings");
    for (size_t i = 0; i < findings.size(); ++i) {
        if (i > 0) text.BlankLine();
        WriteFinding(text, findings[i]);
    }
}

}  // namespace faultbox
