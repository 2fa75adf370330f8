#include "host/report/text_writer.h"

#include <algorithm>

#include "host/report/utf8.h"

namespace faultbox {
namespace {

constexpr size_t kLabelColumns = 14;
constexpr size_t kFieldIndent = 2;
// Deeper than this there is no room left to wrap in.
constexpr size_t kMaxIndent = 60;

// ECMA-48, section 8.3.117 (SGR).
std::string_view SelectGraphicRendition(Emphasis emphasis) {
    switch (emphasis) {
        case Emphasis::kNone:
            return "";
        case Emphasis::kStrong:
            return "\x1b[1m";
        case Emphasis::kAlarm:
            return "\x1b[1;31m";
        case Emphasis::kDim:
            return "\x1b[2m";
    }
    return "";
}

// The bytes of the first `columns` columns.
size_t BytesOfColumns(std::string_view text, size_t columns) {
    size_t bytes = 0;
    while (bytes < text.size() && columns > 0) {
        bytes += DecodeUtf8(text.substr(bytes)).size;
        --columns;
    }
    return bytes;
}

// Takes the next line of at most `columns` columns off `text`: at the last blank, or in the middle of a long word.
std::string_view TakeLine(std::string_view& text, size_t columns) {
    size_t bytes = BytesOfColumns(text, columns);
    std::string_view line = text.substr(0, bytes);
    if (bytes < text.size() && text[bytes] != ' ') {
        size_t blank = line.rfind(' ');
        if (blank != std::string_view::npos && blank > 0) line = line.substr(0, blank);
    }
    text.remove_prefix(line.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return line;
}

std::string Padded(std::string text, size_t columns) {
    size_t used = ColumnsOf(text);
    if (used < columns) text.append(columns - used, ' ');
    return text;
}

}  // namespace

void TextWriter::Heading(std::string_view text) {
    BlankLine();
    Line(0, text, Emphasis::kStrong);
}

void TextWriter::Line(size_t indent, std::string_view text, Emphasis emphasis, size_t hang) {
    Wrap(std::string(indent, ' '), indent + hang, Printable(text), emphasis);
}

void TextWriter::Verbatim(size_t indent, std::string_view text, Emphasis emphasis) {
    std::string printable = Printable(text);
    Append(indent, std::string_view(printable).substr(0, BytesOfColumns(printable, kWidth - indent)), emphasis);
}

void TextWriter::Field(std::string_view label, std::string_view value, Emphasis emphasis) {
    if (value.empty()) return;
    std::string lead = std::string(kFieldIndent, ' ') + Padded(Printable(label), kLabelColumns);
    Wrap(lead, ColumnsOf(lead), Printable(value), emphasis);
}

void TextWriter::Table(size_t indent, const std::vector<std::vector<std::string>>& rows) {
    if (rows.empty()) return;
    size_t last = rows.front().size() - 1;
    std::vector<size_t> widths(last);
    for (const auto& row : rows) {
        for (size_t i = 0; i < last; ++i) widths[i] = std::max(widths[i], ColumnsOf(Printable(row[i])));
    }
    for (const auto& row : rows) {
        std::string lead(indent, ' ');
        for (size_t i = 0; i < last; ++i) lead += Padded(Printable(row[i]), widths[i] + 2);
        Wrap(lead, ColumnsOf(lead), Printable(row[last]), Emphasis::kNone);
    }
}

void TextWriter::Append(size_t indent, std::string_view printable, Emphasis emphasis) {
    bool styled = color_ && emphasis != Emphasis::kNone && !printable.empty();
    text_.append(indent, ' ');
    if (styled) text_ += SelectGraphicRendition(emphasis);
    text_ += printable;
    if (styled) text_ += "\x1b[0m";
    text_.erase(text_.find_last_not_of(' ') + 1);
    text_ += '\n';
}

void TextWriter::Wrap(std::string_view lead, size_t indent, std::string_view printable, Emphasis emphasis) {
    size_t lead_columns = ColumnsOf(lead);
    if (lead_columns >= kWidth - 20) {  // a hostile name filled the columns before: the rest gets its own lines
        std::string_view rest = lead;
        while (!rest.empty()) Append(0, TakeLine(rest, kWidth), Emphasis::kNone);
        lead = "";
        lead_columns = 0;
    }
    indent = std::min(indent, kMaxIndent);
    text_ += lead;
    Append(0, TakeLine(printable, kWidth - lead_columns), emphasis);
    while (!printable.empty()) Append(indent, TakeLine(printable, kWidth - indent), emphasis);
}

}  // namespace faultbox
