#include "host/explain/explain_access.h"

#include <format>

#include "arch/common/bits.h"
#include "host/code/wrapped.h"
#include "host/explain/caller.h"
#include "host/explain/constant_pointer.h"
#include "host/explain/container.h"
#include "host/explain/explain_argument.h"
#include "host/explain/faulting_access.h"
#include "host/explain/member_finding.h"
#include "host/explain/possible_members.h"
#include "host/explain/value_class.h"
#include "host/explain/wording.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

constexpr int kMostCopies = 16;

std::string PlaceOf(const LinkedLocation& place) {
    return std::format("{}+{:#x}", place.function.name, place.address - place.function.address);
}

std::vector<std::string> AccessEvidence(CrashContext& context, const LinkedLocation& pc, const FaultingAccess& access) {
    std::vector<std::string> evidence;
    if (access.access.base == kNoRegister) {
        evidence.push_back(std::format("the instruction at {} ({}) is a {} of {} byte{} at an index of {:#x}",
                                       PlaceOf(pc), access.instruction_source, WordFor(access.direction),
                                       access.access.size_bytes, access.access.size_bytes == 1 ? "" : "s",
                                       static_cast<uint64_t>(access.access.displacement)));
        return evidence;
    }
    const std::string base = context.arch()->registers[access.access.base].name;
    evidence.push_back(std::format("the instruction at {} ({}) is a {} of {} byte{} at {} {:+#x}", PlaceOf(pc),
                                   access.instruction_source, WordFor(access.direction), access.access.size_bytes,
                                   access.access.size_bytes == 1 ? "" : "s", base, access.from_base));
    evidence.push_back(std::format("{} is {:#x}, so that the address is {:#x}: the fault address", base,
                                   access.base_value, context.event().fault_address()));
    return evidence;
}

// What fault status and words of the kernel say about the direction must agree with the instruction.
std::string DirectionDisagreement(CrashContext& context, const FaultingAccess& access) {
    const format::Event& event = context.event();
    if (!event.has_fault_status()) return {};
    FaultInfo fault = context.arch()->decode_fault(event.fault_status(), event.prefetch());
    if (fault.access == Access::kUnknown || fault.access == access.direction || access.access.also_writes) return {};
    return std::format("the fault status says {}, the instruction at the pc is a {}", WordFor(fault.access),
                       WordFor(access.direction));
}

// The walk through the faulting function, and through its callers where the bad pointer came from there.
class AccessExplanation {
  public:
    AccessExplanation(CrashContext& context, const LinkedLocation& pc, const FaultingAccess& access,
                      const FunctionView& view)
        : context_(context), pc_(pc), access_(access), view_(view) {}

    Explanation Explain() {
        std::optional<size_t> index = view_.code.IndexOf(pc_.address);
        if (!index) return Unknown("the symbol file has no instruction at the pc");
        RegisterValues values(view_.code, *index, context_.registers());
        PointerWalk walk = view_.walk;
        walk.KnowValues(&values);
        if (std::optional<TracedValue> table = TraceTable(walk, *index)) {
            std::expected<Finding, std::string> finding = FindMemberOf(Request(*table));
            return finding ? Known(*std::move(finding)) : Unknown(finding.error());
        }
        if (auto constant = ExplainConstantPointer(context_, view_, *index, access_, Request(TracedValue()))) {
            return Known(*std::move(constant));
        }
        if (access_.access.base == kNoRegister) return Unknown("the address is absolute, not behind a pointer");
        auto traced = walk.Trace(*index, access_.access.base);
        if (!traced) {
            std::optional<Finding> finding =
                ExplainUntypedArgument(context_, view_, *index, access_, Request(TracedValue()));
            return finding ? Known(*std::move(finding)) : Silent(*index, traced.error());
        }
        MemberRequest request = Request(*traced);
        request.bits = FindBitUse(*pc_.file, view_.code, *index, access_.access);
        std::expected<Finding, std::string> finding = FindMemberOf(request);
        if (!finding) {
            if (auto other = FindByOtherName(walk, *traced, request)) finding = *std::move(other);
        }
        if (!finding) finding = FindInContainer(request, view_, *index, finding.error());
        const bool is_small = ClassifyValue(request.pointer_value, *context_.arch()).value_class == ValueClass::kSmall;
        CallerTrace callers = TraceIntoCaller(context_, view_, *index, request.value, is_small);
        std::optional<CallerValue> caller = std::move(callers.value);
        if (is_small && (!caller || !IsInterior(request, *caller))) {
            if (auto inlined = TraceInline(walk, *index); inlined && IsInterior(request, *inlined)) caller = inlined;
        }
        if (caller && IsInterior(request, *caller)) finding = OuterFinding(request, *caller, finding);
        if (!finding) {
            if (auto passed = ExplainUntypedArgument(context_, view_, *index, access_, Request(TracedValue()))) {
                return Known(*std::move(passed));
            }
            return Silent(*index, finding.error());
        }
        if (is_small && finding->pointer->value_class == "small" && !callers.broken.empty()) {
            finding->evidence.push_back("the object was not looked for further: " + callers.broken);
        }
        if (!finding->pointer->origin) SetOrigin(*finding, *index, caller);
        TellErrorFromNull(*finding, request, *index, caller);
        TellReadOnly(*finding, caller ? caller->value : request.value);
        return Known(*std::move(finding));
    }

  private:
    // By the first that leads to a member; `request` becomes what it asked.
    std::optional<Finding> FindByOtherName(const PointerWalk& walk, const TracedValue& traced, MemberRequest& request) {
        for (const TracedValue& reading : walk.ReadingsOf(traced)) {
            const MemberRequest other = Request(reading);
            std::expected<Finding, std::string> finding = FindMemberOf(other);
            if (!finding) continue;
            request.Take(other);
            return *std::move(finding);
        }
        return std::nullopt;
    }

    static Explanation Unknown(std::string reason) { return {.reason_missing = std::move(reason)}; }

    // No type tells which member it is.
    Explanation Silent(size_t index, std::string reason) {
        Explanation explanation = Unknown(std::move(reason));
        explanation.findings = FindPossibleMembers(context_, view_, index, access_);
        return explanation;
    }

    Explanation Known(Finding finding) {
        Explanation explanation;
        explanation.verdict = finding.claim;
        explanation.findings.push_back(std::move(finding));
        return explanation;
    }

    MemberRequest Request(const TracedValue& traced) {
        MemberRequest request{.context = context_, .value = traced};
        if (access_.access.base != kNoRegister) request.reg = context_.arch()->registers[access_.access.base].name;
        request.pointer_value = Wrapped(access_.base_value - static_cast<uint64_t>(traced.offset));
        request.offset = AddWrapped(traced.offset, access_.from_base);
        request.size = access_.access.size_bytes;
        request.access = access_.direction;
        request.evidence = AccessEvidence(context_, pc_, access_);
        return request;
    }

    uint64_t Wrapped(uint64_t value) const { return WrapToPointer(value, *context_.arch()); }

    // The element of a table that the operand states beside the index.
    std::optional<TracedValue> TraceTable(const PointerWalk& walk, size_t index) const {
        const int64_t behind =
            SignExtend(context_.event().fault_address() - static_cast<uint64_t>(access_.access.displacement),
                       context_.arch()->pointer_size * 8u);
        for (const MemoryAccess& access : view_.code[index].instruction.memory) {
            bool is_it = access.base == access_.access.base && access.index == access_.access.index &&
                         access.size_bytes == access_.access.size_bytes && access.access == access_.access.access;
            std::optional<TracedValue> table = is_it ? walk.TraceTable(index, access, behind) : std::nullopt;
            if (!table) continue;
            table->offset = SubtractWrapped(table->offset, access_.from_base);
            return table;
        }
        return std::nullopt;
    }

    // What the function that the faulting one is inlined into made the pointer from.
    std::optional<CallerValue> TraceInline(const PointerWalk& walk, size_t index) {
        std::optional<TracedValue> outer = walk.TraceOuter(index, access_.access.base);
        std::vector<SourceFrame> frames = FramesOf(*pc_.file, view_.code[index].address);
        if (!outer || frames.empty()) return std::nullopt;
        return CallerValue{*std::move(outer), frames.back().function, frames.back().file, frames.back().line};
    }

    // The caller made the pointer by adding a member's offset to a pointer of its own, and that one is what is bad.
    bool IsInterior(const MemberRequest& request, const CallerValue& caller) const {
        if (caller.value.offset == 0) return false;
        uint64_t outer = Wrapped(request.pointer_value - static_cast<uint64_t>(caller.value.offset));
        ValueClass value_class = ClassifyValue(outer, *context_.arch()).value_class;
        return value_class == ValueClass::kNull || value_class == ValueClass::kErrPtr ||
               value_class == ValueClass::kListPoison || value_class == ValueClass::kSlabPoison;
    }

    std::expected<Finding, std::string> OuterFinding(const MemberRequest& inner, const CallerValue& caller,
                                                     const std::expected<Finding, std::string>& inner_finding) {
        MemberRequest outer = inner;
        outer.value = caller.value;
        outer.value.ambiguous |= inner.value.ambiguous;
        outer.reg.clear();
        outer.pointer_value = Wrapped(inner.pointer_value - static_cast<uint64_t>(caller.value.offset));
        outer.offset = AddWrapped(inner.offset, caller.value.offset);
        outer.evidence.insert(outer.evidence.end(), inner.value.evidence.begin(), inner.value.evidence.end());
        outer.evidence.push_back(std::format("{}() passed {} {:+#x} as {}", caller.function, caller.value.expression,
                                             caller.value.offset, inner.value.expression));
        std::expected<Finding, std::string> finding = FindMemberOf(outer);
        if (!finding) return inner_finding;
        if (inner_finding) finding->innermost = inner_finding->member;
        finding->pointer->origin = OriginIn(caller);
        return finding;
    }

    void SetOrigin(Finding& finding, size_t index, const std::optional<CallerValue>& caller) {
        if (caller) {
            finding.pointer->origin = OriginIn(*caller);
            finding.pointer->origin->is_likely = caller->value.ambiguous;
            return;
        }
        auto origin = view_.walk.TraceOrigin(index, access_.access.base);
        if (!origin || origin->expression == finding.pointer->expression || origin->offset != 0) return;
        std::vector<SourceFrame> frames = FramesOf(*pc_.file, view_.code[index].address);
        if (frames.empty()) return;
        finding.pointer->origin = PointerOrigin{std::string(frames.front().function), std::string(frames.front().file),
                                                0, origin->expression, origin->ambiguous};
    }

    // The pointer is what it should be; what is wrong is the write.
    static void TellReadOnly(Finding& finding, const TracedValue& source) {
        const bool is_constant = source.section.starts_with(".rodata");
        if (!is_constant && source.section != ".data..ro_after_init") return;
        if (finding.access != Access::kWrite || finding.pointer->value_class != "kernel") return;
        const std::string place =
            std::format("in {} ({})", is_constant ? "read-only data" : "data that is read-only once the kernel is up",
                        source.section);
        const std::string& pointer = finding.pointer->expression;
        if (source.ambiguous) {
            finding.evidence.push_back(std::format("{} may be {}, {}", pointer, source.expression, place));
            return;
        }
        finding.claim = ClaimOf(finding, {ValueClass::kKernel, finding.pointer->value_class,
                                          pointer == source.expression ? place : source.expression + ", " + place});
        finding.evidence.insert(finding.evidence.end(), source.evidence.begin(), source.evidence.end());
    }

    // A small negative number is an error, or what container_of() makes of NULL: the code must tell which.
    void TellErrorFromNull(Finding& finding, const MemberRequest& request, size_t index,
                           const std::optional<CallerValue>& caller) {
        ClassifiedValue value = ClassifyValue(finding.pointer->value.value_or(0), *context_.arch());
        if (value.value_class != ValueClass::kErrPtr && value.value_class != ValueClass::kBelowNull) return;
        if (std::optional<TracedValue> source = NullBehind(request, index, caller)) {
            NameNull(finding, static_cast<uint64_t>(value.error), *source);
            return;
        }
        if (!ErrnoName(value.error).empty() && IsReturned(index)) return;
        finding.confidence = std::min(finding.confidence, Confidence::kLikely);
        if (value.value_class == ValueClass::kBelowNull) return;
        finding.claim += std::format(", or NULL less {:#x}", value.error);
        finding.evidence.push_back(
            "container_of() of NULL gives such a number as well, and where this one was made is not known");
    }

    // The value that is NULL and that the bad pointer was made of by a subtraction.
    std::optional<TracedValue> NullBehind(const MemberRequest& request, size_t index,
                                          const std::optional<CallerValue>& caller) const {
        auto is_null = [&](const TracedValue& made, uint64_t value) {
            return made.offset < 0 && Wrapped(value - static_cast<uint64_t>(made.offset)) == 0;
        };
        if (is_null(request.value, access_.base_value)) return request.value;
        if (caller && is_null(caller->value, request.pointer_value)) return caller->value;
        auto origin = view_.walk.TraceOrigin(index, access_.access.base);
        if (origin && is_null(*origin, access_.base_value)) return *origin;
        return std::nullopt;
    }

    static void NameNull(Finding& finding, uint64_t distance, const TracedValue& source) {
        const ClassifiedValue made{ValueClass::kNull, "null",
                                   std::format("{0} less {1:#x}, and {0} is NULL", source.expression, distance)};
        if (finding.pointer->expression != source.expression) finding.claim = ClaimOf(finding, made);
        finding.evidence.push_back(std::format("{} is {}", finding.pointer->expression, made.description));
        finding.evidence.insert(finding.evidence.end(), source.evidence.begin(), source.evidence.end());
        finding.pointer->reg.clear();
        finding.pointer->value = 0;
        finding.pointer->value_class = made.name;
        finding.pointer->expression = source.expression;
        finding.pointer->type = source.type.Name();
        if (source.ambiguous) finding.confidence = std::min(finding.confidence, Confidence::kLikely);
    }

    // A call returned the pointer, and only copies were made of it since.
    bool IsReturned(size_t index) const {
        RegisterId reg = access_.access.base;
        for (int copies = 0; copies < kMostCopies; ++copies) {
            Definition definition = view_.code.FindDefinition(index, reg);
            if (definition.kind != Definition::Kind::kInstruction) return false;
            index = definition.index;
            const Instruction& writer = view_.code[index].instruction;
            if (writer.is_call()) return true;
            if (writer.operation != Operation::kMove || writer.narrow) return false;
            reg = writer.source;
        }
        return false;
    }

    CrashContext& context_;
    const LinkedLocation& pc_;
    const FaultingAccess& access_;
    const FunctionView& view_;
};

}  // namespace

Explanation ExplainAccess(CrashContext& context) {
    auto access = FindFaultingAccess(context);
    std::optional<LinkedLocation> pc = context.Pc();
    if (!pc) return {.reason_missing = "no symbol file for the place of the crash"};
    if (!access) return {.reason_missing = access.error()};
    if (std::string why = DirectionDisagreement(context, *access); !why.empty()) return {.reason_missing = why};
    auto view = context.ViewOf(*pc);
    if (!view) return {.reason_missing = view.error()};
    return AccessExplanation(context, *pc, *access, **view).Explain();
}

}  // namespace faultbox
