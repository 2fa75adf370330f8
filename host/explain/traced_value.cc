#include "host/explain/traced_value.h"

#include "host/code/wrapped.h"

namespace faultbox {

void TracedValue::SetEntry(std::optional<RegisterId> reg, int64_t added, bool is_likely) {
    entry_register = reg;
    entry_offset = added;
    entry_is_likely = is_likely;
}

void TracedValue::Add(int64_t bytes) {
    offset = AddWrapped(offset, bytes);
    entry_offset = AddWrapped(entry_offset, bytes);
    for (Holder& holder : holders) holder.added = AddWrapped(holder.added, bytes);
}

void TracedValue::MakeAmbiguous() {
    ambiguous = true;
    for (Holder& holder : holders) holder.ambiguous = true;
}

std::string TracedValue::Prefix(std::string_view path) const {
    if (!object) return expression + (path.starts_with('[') ? "" : "->");
    std::string name = expression.starts_with('&') ? expression.substr(1) : expression;
    return path.empty() || path.starts_with('[') ? name : name + ".";
}

}  // namespace faultbox
