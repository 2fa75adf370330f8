#include "host/report/trace_trust.h"

namespace faultbox {

const char* NameOf(unwind::Trust trust) {
    switch (trust) {
        case unwind::Trust::kPrinted:
            return "printed";
        case unwind::Trust::kConfirmed:
            return "confirmed";
        case unwind::Trust::kRuledOut:
            return "ruled-out";
        case unwind::Trust::kUnwound:
            return "unwound";
    }
    return "";
}

unwind::Trust TrustOf(const EventAnalysis& analysis, size_t trace, size_t frame) {
    if (trace >= analysis.trust.size() || frame >= analysis.trust[trace].size()) return unwind::Trust::kPrinted;
    return analysis.trust[trace][frame];
}

format::Location LocationOf(const UnwoundCaller& caller) {
    format::Location location;
    location.set_address(caller.address);
    if (caller.symbol.empty()) return location;
    location.set_symbol(caller.symbol);
    location.set_offset(caller.offset);
    location.set_size(caller.size);
    if (!caller.module.empty()) location.set_module(caller.module);
    return location;
}

}  // namespace faultbox
