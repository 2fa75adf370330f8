#pragma once

#include <optional>

#include "arch/common/arch_info.h"
#include "host/dwarf/debug_info.h"
#include "host/dwarf/location.h"

namespace faultbox::dwarf {

/// What an expression may refer to.
struct ExpressionContext {
    const Unit* unit = nullptr;
    const ArchInfo* arch = nullptr;           ///< nullptr: no DWARF register number is mapped.
    std::optional<SymbolicValue> frame_base;  ///< For DW_OP_fbreg.
    std::optional<SymbolicValue> object;      ///< Pushed first (DW_AT_data_member_location).
};

/// Computes a DWARF expression without register values or memory. Whatever goes beyond base + offset becomes
/// kUnknown; so does an expression that is damaged, loops (after 4,096 operations) or needs more than 64 stack entries.
/// An empty expression means optimized out. (DWARF 5, sections 2.5 and 2.6)
Location Evaluate(Bytes expression, const ExpressionContext& context);

/// The same for a number (DW_AT_call_value, frame bases): a register location stands for what the register holds, a
/// memory location for its address.
SymbolicValue EvaluateNumber(Bytes expression, const ExpressionContext& context);

}  // namespace faultbox::dwarf
