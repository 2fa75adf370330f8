#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "target/oops/event_builder.h"

namespace faultbox {

/// How the value of a named field is printed.
enum class FieldForm : uint8_t {
    kHex,        ///< "0x0547", "00100000", or in parentheses behind words: "Storage error (0x400)".
    kHexMarked,  ///< Hexadecimal with "0x" before it; another form of the same label otherwise.
    kDecimal,    ///< "4", words behind it are left: "4, root port".
    kWord,       ///< Up to a blank, comma or bracket.
    kAddress,    ///< A word with a colon: "0000:00:03.0"; another form of the same label otherwise.
    kText,       ///< All that follows.
    kPhrase,     ///< No value: the label is the statement.
};

/// A field of a line, "label: value", "label=value" or "label value".
struct LineField {
    const char* key;  ///< Of the fact.
    FieldForm form;
    /// As printed. Null where it is the key behind its last dot.
    const char* label = nullptr;
};

/// Reads fields off the front of `rest` as long as their labels are in `fields`, and adds a fact for each. `separator`
/// stands between label and value, with or without blanks after it. False when there was none.
bool ReadFields(EventBuilder& builder, Cursor& rest, std::span<const LineField> fields, char separator);

/// One value of a line whose form is fixed: what stands before it, and for a text what ends it.
struct LineStep {
    const char* before;  ///< Skipped past, wherever it is; null where the value comes next. Not there: no value.
    const char* key;
    FieldForm form;               ///< kHex, kDecimal or kText.
    const char* until = nullptr;  ///< Of a text; null for the whole rest.
};

/// Reads the values of `steps` one after the other. False when not even the first one was there.
bool ReadSteps(EventBuilder& builder, Cursor& rest, std::span<const LineStep> steps);

/// Adds a decimal number; nothing where it is absent.
void AddNumberFact(EventBuilder& builder, const char* key, std::optional<uint64_t> value);
/// The last fact with that key, or null.
Fact* FindFact(CrashEvent& event, std::string_view key);
const Fact* FindFact(const CrashEvent& event, std::string_view key);

}  // namespace faultbox
