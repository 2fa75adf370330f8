#include "target/oops/line_form.h"

#include <algorithm>
#include <array>

#include "target/oops/event_builder.h"
#include "target/oops/location.h"

namespace faultbox {
namespace {

// Names of tasks have 15 characters, those of kernel workers up to 64 (wq_worker_comm, kernel/workqueue.c).
constexpr size_t kLongestName = 64;

struct Capture {
    char type;
    std::string_view text;
};

class Captures {
  public:
    void Append(Capture field) {
        if (size_ < fields_.size()) fields_[size_++] = field;
    }
    size_t size() const { return size_; }
    void Truncate(size_t size) { size_ = size; }
    std::span<const Capture> fields() const { return {fields_.data(), size_}; }

  private:
    std::array<Capture, LineForm::kMostFields> fields_{};
    size_t size_ = 0;
};

std::string_view LiteralBefore(const char* form) {
    size_t size = 0;
    while (form[size] != '\0' && form[size] != '%') ++size;
    return {form, size};
}

bool Match(const char* form, std::string_view text, Captures& captures);

// The longest name counts behind which the rest fits.
bool MatchName(const char* form, std::string_view text, Captures& captures) {
    size_t kept = captures.size();
    for (size_t size = std::min(text.size(), kLongestName); size > 0; --size) {
        bool may_end = *form == '\0' || (size < text.size() && text[size] == *form);
        if (!may_end) continue;
        captures.Append({'C', text.substr(0, size)});
        if (Match(form, text.substr(size), captures)) return true;
        captures.Truncate(kept);
    }
    return false;
}

// Size of the field at the front of `text`; npos when it is not there.
size_t FieldSize(char type, const char* form, std::string_view text) {
    constexpr std::string_view kDecimal = "0123456789";
    constexpr std::string_view kText = "sf_b";
    if (kText.contains(type)) {
        std::string_view literal = LiteralBefore(form);
        size_t size = literal.empty() ? text.size() : text.find(literal);
        return size == 0 && type != '_' ? std::string_view::npos : size;
    }
    size_t prefix = type == 'x' && text.starts_with("0x") ? 2 : 0;
    size_t size = prefix;
    while (size < text.size() && (type == 'x' ? IsHexDigit(text[size]) : kDecimal.contains(text[size]))) ++size;
    return size == prefix ? std::string_view::npos : size;
}

bool Match(const char* form, std::string_view text, Captures& captures) {
    for (; *form != '\0'; ++form) {
        if (*form == ' ') {
            size_t size = text.find_first_not_of(" \t");
            if (size == 0 || text.empty()) return false;
            text.remove_prefix(std::min(size, text.size()));
        } else if (*form != '%') {
            if (!text.starts_with(*form)) return false;
            text.remove_prefix(1);
        } else if (char type = *++form; type == '?') {
            size_t kept = captures.size();
            if (!Match(form + 1, text, captures)) captures.Truncate(kept);
            return true;
        } else if (type == 'C') {
            return MatchName(form + 1, text, captures);
        } else {
            size_t size = FieldSize(type, form + 1, text);
            if (size == std::string_view::npos) return false;
            captures.Append({type, text.substr(0, size)});
            text.remove_prefix(size);
        }
    }
    return true;
}

void AddField(EventBuilder& builder, const Capture& field, const char* key) {
    if (HasFact(builder, key)) return;
    Cursor number(field.text);
    if (field.type == 's') builder.AddFact(key, Trim(field.text));
    if (field.type == 'x') builder.AddHexFact(key, number.Hex());
    if (field.type == 'd') builder.AddNumberFact(key, number.Decimal());
}

void SetPlace(EventBuilder& builder, std::string_view text) {
    Cursor rest(text);
    ParsedLocation place;
    if (builder.event.pc.empty() && ReadLocation(rest, place)) builder.event.pc = place.where;
}

void TakeOwnField(EventBuilder& builder, const Capture& field) {
    CrashEvent& event = builder.event;
    Cursor number(field.text);
    switch (field.type) {
        case 'c':
            if (!event.cpu) event.cpu = number.Decimal32();
            break;
        case 'p':
            if (!event.pid) event.pid = number.Decimal32();
            break;
        case 'C':
            if (event.comm.empty()) event.comm = Trim(field.text);
            break;
        case 'f':
            if (event.source_location.file.empty()) event.source_location.file = field.text;
            break;
        case 'l':
            if (event.source_location.line == 0) event.source_location.line = number.Decimal32().value_or(0);
            break;
        case 'b':
            SetPlace(builder, field.text);
            break;
        default:
            break;
    }
}

const char* SkipMarks(const char* form) {
    while (form[0] == '%' && std::string_view("Tt").contains(form[1])) form += 2;
    return form;
}

void TakeMarks(EventBuilder& builder, const Line& line, const char* form, std::string_view text) {
    for (; form != SkipMarks(form); form += 2) {
        if (form[1] == 'T')
            BeginNamedTrace(builder, line, text.ends_with(':') ? text.substr(0, text.size() - 1) : text);
        if (form[1] == 't') builder.BeginTrace({});
    }
}

}  // namespace

bool ReadForm(EventBuilder& builder, const Line& line, LineForm form, std::string_view text) {
    Captures captures;
    const char* body = SkipMarks(form.text());
    if (!Match(body, text, captures)) return false;
    TakeMarks(builder, line, form.text(), text);
    const char* key = body + std::string_view(body).size() + 1;
    for (const Capture& field : captures.fields()) {
        if (std::string_view("dxs").contains(field.type)) {
            AddField(builder, field, key);
            key += std::string_view(key).size() + 1;
        } else {
            TakeOwnField(builder, field);
        }
    }
    return true;
}

bool ReadForms(EventBuilder& builder, const Line& line, std::span<const LineForm> forms, std::string_view text) {
    return std::ranges::any_of(forms, [&](LineForm form) { return ReadForm(builder, line, form, text); });
}

bool HasFact(const EventBuilder& builder, std::string_view key) {
    return std::ranges::any_of(builder.event.facts, [key](const Fact& fact) { return fact.key == key; });
}

bool HasForm(LineForm form, std::string_view text) {
    Captures captures;
    return Match(SkipMarks(form.text()), text, captures);
}

void BeginNamedTrace(EventBuilder& builder, const Line& line, std::string_view name) {
    bool own = std::ranges::any_of(builder.event.traces, [](const Trace& trace) { return trace.name.empty(); });
    if (!own && builder.event.traces.size() + 1 >= builder.event.traces.capacity()) {
        builder.AddDamage(DamageKind::kUnreadable, line.number, name);
        builder.skip_frames = true;
        return;
    }
    builder.BeginTrace(name);
}

}  // namespace faultbox
