#pragma once

#include <cstdint>
#include <vector>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/unwind/cfi_table.h"

namespace faultbox::unwind {

/// How the caller's value of a register is found (DWARF 5, section 6.4.1).
struct RegisterRule {
    enum class Kind : uint8_t {
        kUnspecified,      ///< No rule: by the calling convention.
        kUndefined,        ///< Lost.
        kSameValue,        ///< Not changed.
        kOffset,           ///< Saved at CFA + offset.
        kValueOffset,      ///< CFA + offset itself.
        kRegister,         ///< In register `reg`.
        kExpression,       ///< Saved at what the expression gives.
        kValueExpression,  ///< What the expression gives.
    };
    Kind kind = Kind::kUnspecified;
    int64_t offset = 0;  ///< Bytes.
    uint64_t reg = 0;    ///< DWARF number.
    Bytes expression;
};

/// How the canonical frame address, the caller's stack pointer at the call, is found.
struct CfaRule {
    enum class Kind : uint8_t { kUndefined, kRegister, kExpression };
    Kind kind = Kind::kUndefined;
    uint64_t reg = 0;    ///< DWARF number.
    int64_t offset = 0;  ///< Bytes added to the register.
    Bytes expression;
};

/// The rules that hold at one code address.
class UnwindRow {
  public:
    CfaRule cfa;
    /// AArch64: the return address is signed, its upper bits are no address.
    bool is_return_address_signed = false;

    /// kUnspecified for a register without rule.
    RegisterRule Of(uint64_t reg) const;
    /// False where more registers have rules than any CPU has.
    bool Set(uint64_t reg, const RegisterRule& rule);
    struct Entry {
        uint64_t reg;  ///< DWARF number.
        RegisterRule rule;
    };
    const std::vector<Entry>& rules() const { return rules_; }

  private:
    std::vector<Entry> rules_;
};

/// Runs the call frame instructions of `fde` and its CIE up to `address`, which must lie in the FDE (DWARF 5, section
/// 6.4.3). `section` is the one that it was read from.
Result<UnwindRow> RowAt(const CfiSection& section, const Fde& fde, uint64_t address);

}  // namespace faultbox::unwind
