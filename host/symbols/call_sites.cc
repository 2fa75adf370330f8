#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/location_list.h"
#include "host/dwarf/origin.h"
#include "host/symbols/symbol_file_state.h"

namespace faultbox {
namespace {

using namespace dwarf;

bool IsCallSite(const Die& die) {
    return die.tag() == DW_TAG_call_site || die.tag() == DW_TAG_GNU_call_site;
}

bool IsCallSiteParameter(const Die& die) {
    return die.tag() == DW_TAG_call_site_parameter || die.tag() == DW_TAG_GNU_call_site_parameter;
}

/// DW_AT_call_return_pc (DWARF 5, section 3.4.1), or GNU's DW_AT_low_pc.
std::optional<uint64_t> ReturnAddress(const Die& site) {
    return site.Address(site.tag() == DW_TAG_call_site ? DW_AT_call_return_pc : DW_AT_low_pc);
}

/// The call site among the children of `scope`.
Die FindCallSite(const Die& scope, uint64_t return_address) {
    for (Die child = scope.FirstChild(); child; child = child.NextSibling()) {
        if (IsCallSite(child) && ReturnAddress(child) == return_address) return child;
    }
    return {};
}

CallSiteParameter ReadParameter(const Die& die, const ExpressionContext& context) {
    CallSiteParameter parameter;
    Result<std::optional<Bytes>> target = ExpressionAt(die, DW_AT_location, 0);
    if (target && *target) {
        Location location = Evaluate(**target, context);
        parameter.in_memory = location.kind == SimpleLocation::Kind::kMemory;
        parameter.target = location.value;
    }
    bool is_new = die.tag() == DW_TAG_call_site_parameter;
    Result<std::optional<Bytes>> value = ExpressionAt(die, is_new ? DW_AT_call_value : DW_AT_GNU_call_site_value, 0);
    if (!value || !*value) return parameter;
    // The expression computes the value itself: what it leaves on the stack is no address.
    SymbolicValue number = EvaluateNumber(**value, context);
    bool is_known = number.base != SymbolicValue::Base::kUnknown;
    parameter.value.kind = is_known ? SimpleLocation::Kind::kValue : SimpleLocation::Kind::kUnknown;
    parameter.value.value = number;
    return parameter;
}

CallSite ReadCallSite(const Die& site, uint64_t return_address, const ExpressionContext& context) {
    CallSite result;
    bool is_new = site.tag() == DW_TAG_call_site;
    result.return_address = return_address;
    result.target = NameOf(site.Reference(is_new ? DW_AT_call_origin : DW_AT_abstract_origin));
    result.is_tail_call = site.Flag(is_new ? DW_AT_call_tail_call : DW_AT_GNU_tail_call);
    for (Die child = site.FirstChild(); child; child = child.NextSibling()) {
        if (IsCallSiteParameter(child)) result.parameters.push_back(ReadParameter(child, context));
    }
    return result;
}

}  // namespace

std::optional<CallSite> SymbolFile::CallSiteAt(uint64_t return_address) const {
    if (return_address == 0) return std::nullopt;
    std::vector<Die> scopes = state_->ScopesAt(return_address - 1);
    for (size_t index = scopes.size(); index-- > 0;) {
        Die site = FindCallSite(scopes[index], return_address);
        if (!site) continue;
        return ReadCallSite(site, return_address, state_->ContextFor(scopes.front(), return_address - 1));
    }
    return std::nullopt;
}

}  // namespace faultbox
