#include "target/record/record_printer.h"

#include <optional>
#include <string_view>

#include "arch/registry.h"
#include "target/codec/lz4.h"
#include "target/oops/crash_event.h"
#include "target/record/field_reader.h"
#include "target/record/record_schema.h"

namespace faultbox::record {
namespace {

// Where a value stands: "event.0.pc.".
struct Path {
    const Path* parent = nullptr;
    const char* name = nullptr;
    bool numbered = false;
    uint32_t index = 0;
};

class RecordPrinter {
  public:
    RecordPrinter(PrintStyle style, std::span<uint8_t> scratch, TextSink& sink)
        : is_json_(style == PrintStyle::kJson), scratch_(scratch), out_(sink) {}

    Result<void> PrintMessage(Bytes message, const MessageInfo& info, const Path* path) {
        if (is_json_) out_.Put("{");
        bool first = true;
        for (const FieldInfo& field : info.fields) {
            if (Result<void> done = PrintField(message, field, path, first); !done) return done;
        }
        if (is_json_) out_.Put("}");
        return {};
    }

  private:
    // All values of one field; they need not stand together.
    Result<void> PrintField(Bytes message, const FieldInfo& info, const Path* parent, bool& first) {
        Path path{.parent = parent, .name = info.name, .numbered = info.repeated};
        FieldReader fields(message);
        while (std::optional<Field> field = fields.Next()) {
            if (field->number != static_cast<uint32_t>(info.number)) continue;
            if (is_json_) Separate(info, path.index, first);
            if (Result<void> done = PrintValue(*field, info, path); !done) return done;
            ++path.index;
        }
        if (!fields.ok()) return std::unexpected(fields.error());
        if (is_json_ && info.repeated && path.index != 0) out_.Put("]");
        return {};
    }

    void Separate(const FieldInfo& info, uint32_t index, bool& first) {
        if (index == 0 || !info.repeated) {
            out_.Put(first ? "\"" : ",\"");
            out_.Put(info.name);
            out_.Put(info.repeated ? "\":[" : "\":");
        } else {
            out_.Put(",");
        }
        first = false;
    }

    void PrintPath(const Path& path) {
        if (path.parent != nullptr) {
            PrintPath(*path.parent);
            out_.Put(".");
        }
        out_.Put(path.name);
        if (!path.numbered) return;
        out_.Put(".");
        PutNumber(out_, path.index);
    }

    Result<void> PrintValue(const Field& field, const FieldInfo& info, const Path& path) {
        if (info.style == FieldStyle::kMessage) return PrintMessage(field.bytes, *info.nested, &path);
        if (!is_json_) {
            PrintPath(path);
            out_.Put(": ");
        }
        Result<void> done = PrintScalar(field, info.style);
        if (!is_json_) out_.Put("\n");
        return done;
    }

    Result<void> PrintScalar(const Field& field, FieldStyle style) {
        switch (style) {
            case FieldStyle::kNumber:
                PutNumber(out_, field.value);
                break;
            case FieldStyle::kSigned:
                if (field.value & 1) out_.Put("-");
                PutNumber(out_, (field.value >> 1) + (field.value & 1));
                break;
            case FieldStyle::kHex:
                PrintHex(field.value);
                break;
            case FieldStyle::kFlag:
                out_.Put(field.value != 0 ? "true" : "false");
                break;
            case FieldStyle::kText:
                PrintText(field.bytes);
                break;
            case FieldStyle::kHexBytes:
                Quote();
                for (uint8_t byte : field.bytes) PutNumber(out_, byte, 16, 2);
                Quote();
                break;
            case FieldStyle::kPackedNumbers:
            case FieldStyle::kPackedHex:
                return PrintPacked(field.bytes, style);
            case FieldStyle::kEventKind:
                PrintKind(field.value);
                break;
            case FieldStyle::kArch:
                PrintArch(field.value);
                break;
            case FieldStyle::kPlain:
                PrintContent(field.bytes);
                break;
            case FieldStyle::kLz4: {
                Result<size_t> size = codec::Lz4Decompress(field.bytes, scratch_);
                if (!size) return std::unexpected(size.error());
                PrintContent(scratch_.first(*size));
                break;
            }
            case FieldStyle::kMessage:
                break;
        }
        return {};
    }

    Result<void> PrintPacked(Bytes bytes, FieldStyle style) {
        ByteReader reader(bytes);
        if (is_json_) out_.Put("[");
        for (bool first = true; reader.ok() && !reader.at_end(); first = false) {
            uint64_t value = style == FieldStyle::kPackedHex ? reader.U64() : reader.Uleb128();
            if (!first) out_.Put(is_json_ ? "," : " ");
            style == FieldStyle::kPackedHex ? PrintHex(value) : PutNumber(out_, value);
        }
        if (is_json_) out_.Put("]");
        if (!reader.ok()) return std::unexpected(reader.error());
        return {};
    }

    void Quote() {
        if (is_json_) out_.Put("\"");
    }
    void PrintText(Bytes text, bool keep_newlines = false) {
        Quote();
        Escape plain = keep_newlines ? Escape::kText : Escape::kLine;
        PutEscaped(out_, text, is_json_ ? Escape::kJson : plain);
        Quote();
    }
    // A log begins on a line of its own.
    void PrintContent(Bytes text) {
        if (!is_json_) out_.Put("\n");
        PrintText(text, true);
    }
    // As a string in JSON, whose numbers lose bits above 53.
    void PrintHex(uint64_t value) {
        Quote();
        out_.Put("0x");
        PutNumber(out_, value, 16);
        Quote();
    }
    void PrintKind(uint64_t kind) {
        bool known = kind <= static_cast<uint8_t>(EventKind::kResetWithoutTrace);
        PrintText(AsBytes(KindName(known ? static_cast<EventKind>(kind) : EventKind::kUnknown)));
    }
    void PrintArch(uint64_t value) {
        const ArchInfo* arch = value <= 0xff ? FindArch(static_cast<Arch>(value)) : nullptr;
        PrintText(AsBytes(arch == nullptr ? "unknown" : arch->name));
    }

    bool is_json_;
    std::span<uint8_t> scratch_;
    TextSink& out_;
};

}  // namespace

Result<void> PrintRecord(Bytes payload, PrintStyle style, std::span<uint8_t> scratch, TextSink& sink) {
    RecordPrinter printer(style, scratch, sink);
    Result<void> done = printer.PrintMessage(payload, kCrashRecordInfo, nullptr);
    if (style == PrintStyle::kJson) sink.Put("\n");
    return done;
}

}  // namespace faultbox::record
