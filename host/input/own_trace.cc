#include "host/input/own_trace.h"

#include <algorithm>

namespace faultbox {

int FindOwnTrace(const format::Event& event) {
    for (int i = 0; i < event.trace_size(); ++i) {
        if (event.trace(i).name().empty()) return i;
    }
    return -1;
}

const format::Location* CallerBeforeTrace(const format::Event& event) {
    const format::Location& lr = event.lr();
    const int own = FindOwnTrace(event);
    if (!event.prefetch() || event.pc().offset() != 0 || lr.symbol().empty() || own < 0) return nullptr;
    auto is_lr = [&](const format::Location& frame) {
        return frame.symbol() == lr.symbol() && frame.offset() == lr.offset();
    };
    return std::ranges::any_of(event.trace(own).frame(), is_lr) ? nullptr : &lr;
}

}  // namespace faultbox
