#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "target/oops/line_scanner.h"

namespace faultbox {

/// The form of one line, as data: literal text with the places of its facts, then the keys of these facts, each behind
/// a NUL: "CPU#%c stuck for %ds! [%C:%p]\0seconds". A blank stands for one blank or more. The fields are
///
///     %c %p %C     event.cpu, event.pid, event.comm (a name that may hold whatever follows it)
///     %f %l        event.source_location
///     %b           event.pc, as "fn+0x1/0x2 [module]"
///     %d %x %s     a fact: decimal number, hexadecimal number with or without 0x, text up to what follows
///     %_           text that is left out
///     %?           what follows may be missing
///     %T %t        (first) the line opens a trace named after it; it opens the event's own trace
///
/// The text may go on behind the form. What is known already is not replaced: the first statement counts.
class LineForm {
  public:
    /// None.
    constexpr LineForm() = default;
    /// Does not compile when the facts and the keys are not as many, or the fields more than a line is read for.
    template <size_t kSize>
    consteval LineForm(const char (&text)[kSize]) : text_(text) {
        size_t keys = 0;
        size_t facts = 0;
        size_t fields = 0;
        bool body = true;
        for (size_t i = 0; i + 1 < kSize; ++i) {
            if (text[i] == '\0') {
                body = false;
                ++keys;
            } else if (body && text[i] == '%') {
                char type = text[++i];
                facts += type == 'd' || type == 'x' || type == 's';
                fields += type != '?';
            }
        }
        if (keys != facts || fields > kMostFields) WrongForm();
    }

    explicit operator bool() const { return text_ != nullptr; }
    /// Ends at the first NUL; the keys stand behind it.
    const char* text() const { return text_; }

    static constexpr size_t kMostFields = 12;

  private:
    static void WrongForm() {}

    const char* text_ = nullptr;
};

class EventBuilder;

/// Reads `text`, without blanks at its ends, when it has the form; takes nothing when it has not.
bool ReadForm(EventBuilder& builder, const Line& line, LineForm form, std::string_view text);

/// Reads `text` by the first of the forms that it has.
bool ReadForms(EventBuilder& builder, const Line& line, std::span<const LineForm> forms, std::string_view text);

/// True when the event has a fact of that key.
bool HasFact(const EventBuilder& builder, std::string_view key);

/// True when `text` has the form; reads nothing.
bool HasForm(LineForm form, std::string_view text);

/// Opens a trace that is not the event's own. The last place is kept for the event's own trace: where there is no
/// other, the name becomes damage and the frames are left out.
void BeginNamedTrace(EventBuilder& builder, const Line& line, std::string_view name);

}  // namespace faultbox
