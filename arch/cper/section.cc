#include "arch/cper/layout.h"

namespace faultbox::cper {
namespace {

struct KnownType {
    Guid guid;
    SectionType type;
    uint8_t size;  ///< Of the shortest body.
    void (*decode)(ByteReader& reader, Fields& fields);
};

// N.2.4.1
constexpr FieldLayout kGeneric[] = {
    {"processor_type", 1, 0, Form::kDecimal},
    {"processor_isa", 1, 1, Form::kDecimal},
    {"error_types", 1, 2},
    {"operation", 1, 3, Form::kDecimal},
    {"flags", 1, 4},
    {"level", 1, 5, Form::kDecimal},
    {nullptr, 2, kNever},
    {"version_info", 8, 6},
    {"brand", 128, 7, Form::kText},
    {"processor_id", 8, 8},
    {"target_address", 8, 9},
    {"requestor_id", 8, 10},
    {"responder_id", 8, 11},
    {"ip", 8, 12},
};

void DecodeGeneric(ByteReader& reader, Fields& fields) {
    uint64_t valid = reader.U64();
    ReadLayout(reader, valid, kGeneric, fields);
}

// N.2.10. The GUID is there since revision 2.
constexpr FieldLayout kFirmwareRecord[] = {
    {"record_type", 1, kAlways, Form::kDecimal},
    {"revision", 1, kAlways, Form::kDecimal},
    {nullptr, 6, kNever},
    {"record_id", 8, kAlways},
};

void DecodeFirmwareRecord(ByteReader& reader, Fields& fields) {
    ReadLayout(reader, 0, kFirmwareRecord, fields);
    if (reader.remaining() < 16 || fields[1].value < 2) return;
    Field guid{.name = "record_guid", .form = Form::kGuid};
    guid.guid = ReadGuid(reader);
    fields.Append(guid);
}

// N.2.2, table N-5, and the sections that it names. The second number is the size of the shortest body.
constexpr KnownType kTypes[] = {
    {{0x9876ccad, 0x47b4, 0x4bdb, 0xb65e16f193c4f3db}, SectionType::kProcessorGeneric, 192, DecodeGeneric},
    {{0xdc3ea0b0, 0xa144, 0x4797, 0xb95b53fa242b6e1d}, SectionType::kProcessorX86, 64, DecodeX86},
    {{0xe19e3d16, 0xbc11, 0x11e4, 0x9caac2051d5d46b0}, SectionType::kProcessorArm, 40, DecodeArm},
    {{0xa5bc1114, 0x6f64, 0x4ede, 0xb8633e83ed7c83b1}, SectionType::kMemory, 73, DecodeMemory},
    {{0x61ec04fc, 0x48e6, 0xd813, 0x25c98daa44750b12}, SectionType::kMemory2, 96, DecodeMemory2},
    {{0xd995e954, 0xbbc1, 0x430f, 0xad91b44dcb3c6f35}, SectionType::kPcie, 208, DecodePcie},
    {{0x81212a96, 0x09ed, 0x4996, 0x94718d729c8e69ed}, SectionType::kFirmwareRecord, 16, DecodeFirmwareRecord},
};

const KnownType* FindType(const Guid& guid) {
    for (const KnownType& known : kTypes) {
        if (known.guid == guid) return &known;
    }
    return nullptr;
}

}  // namespace

SectionType TypeOf(const Guid& guid) {
    const KnownType* known = FindType(guid);
    return known ? known->type : SectionType::kUnknown;
}

void DecodeSection(Section& section) {
    const KnownType* known = FindType(section.guid);
    if (!known) return;
    section.type = known->type;
    if (section.body.size() < known->size) {
        if (!section.damage) section.damage = "is too short for its type";
        return;
    }
    ByteReader reader(section.body);
    known->decode(reader, section.fields);
    if (!reader.ok() && !section.damage) section.damage = "ends inside a structure that it counts";
}

Guid ReadGuid(ByteReader& reader) {
    Guid guid;
    guid.a = reader.U32();
    guid.b = reader.U16();
    guid.c = reader.U16();
    for (unsigned i = 0; i < 8; ++i) guid.d = guid.d << 8 | reader.U8();
    return guid;
}

std::string_view Unpad(Bytes bytes) {
    std::string_view text = AsText(bytes);
    text = text.substr(0, text.find('\0'));
    size_t end = text.find_last_not_of(' ');
    return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

void AddField(Fields& fields, const char* name, Form form, uint64_t value) {
    Field field{.name = name, .form = form};
    field.value = value;
    fields.Append(field);
}

void ReadLayout(ByteReader& reader, uint64_t valid, std::span<const FieldLayout> layout, Fields& fields) {
    for (const FieldLayout& item : layout) {
        Field field{.name = item.name, .form = item.form};
        if (item.form == Form::kText) {
            field.text = Unpad(reader.Take(item.size));
        } else if (item.form == Form::kTlpHeader) {
            field.bytes = reader.Take(item.size);
        } else if (item.valid == kNever) {
            reader.Skip(item.size);
        } else {
            field.value = reader.Unsigned(item.size);
        }
        bool stated = item.valid == kAlways || (item.valid >= 0 && (valid >> item.valid & 1));
        if (stated && reader.ok()) fields.Append(field);
    }
}

}  // namespace faultbox::cper
