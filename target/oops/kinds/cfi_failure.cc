#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"
#include "target/oops/location.h"
#include "target/oops/x86_fault.h"

namespace faultbox {
namespace {

// CFI failure at kfd_destroy_mqd_cp+0x2a/0x40 [amdgpu] (target: hqd_destroy_v10_3+0x0/0x260; expected type: 0x…)
// CFI failure (target: __uncore_umask_show.63e0df79ef26b1802056956c287eea5f.cfi_jt+0x0/0x8):
void BeginCfiFailure(EventBuilder& builder, const Line& line, Cursor rest) {
    builder.announced = true;
    builder.expects_end_marker = true;
    CodeLocation where;
    if (ReadSymbol(rest, where)) StatePlace(builder, where, line);
    if (!rest.SkipPast("(target: ")) return;
    Cursor type = rest;
    builder.AddFact("cfi_target", rest.Until(type.SkipPast("; expected type: ") ? ";" : ")"));
    builder.AddHexFact("cfi_expected_type", type.Hex());
}

// kernel/cfi.c, report_cfi_failure: of every CPU that clang builds kernels with kCFI for.
constexpr EventRule kRules[] = {
    {"CFI failure at ", EventKind::kCfiFailure, Severity::kFatal, BeginCfiFailure},
    {"CFI failure (target: ", EventKind::kCfiFailure, Severity::kWarning, BeginCfiFailure},
};

}  // namespace

constinit const std::span<const EventRule> kCfiFailureEvents = kRules;

}  // namespace faultbox
