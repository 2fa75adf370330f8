#include "host/btf/type_table.h"

namespace faultbox::btf {
namespace {

constexpr uint64_t kTypeSize = 12;          // struct btf_type
constexpr TypeId kMostTypes = 0x00ff'ffff;  // Far above the kernel's BTF_MAX_TYPE, 0x000fffff.

/// Bytes that follow a type of that kind: some, and some for each that `count` counts.
struct DetailSize {
    uint8_t fixed;
    uint8_t each;
};

/// By Kind.
constexpr DetailSize kDetailSizes[] = {
    {0, 0},   // kVoid
    {4, 0},   // kInt: encoding, offset, bits
    {0, 0},   // kPointer
    {12, 0},  // kArray: struct btf_array
    {0, 12},  // kStruct: struct btf_member
    {0, 12},  // kUnion
    {0, 8},   // kEnum: struct btf_enum
    {0, 0},   // kForward
    {0, 0},   // kTypedef
    {0, 0},   // kVolatile
    {0, 0},   // kConst
    {0, 0},   // kRestrict
    {0, 0},   // kFunction: `count` is its linkage
    {0, 8},   // kPrototype: struct btf_param
    {4, 0},   // kVariable: struct btf_var
    {0, 12},  // kDataSection: struct btf_var_secinfo
    {0, 0},   // kFloat
    {4, 0},   // kDeclarationTag: struct btf_decl_tag
    {0, 0},   // kTypeTag
    {0, 12},  // kEnum64: struct btf_enum64
};
static_assert(std::size(kDetailSizes) == kLastKind + 1);

bool HasSize(Kind kind) {
    switch (kind) {
        case Kind::kInt:
        case Kind::kStruct:
        case Kind::kUnion:
        case Kind::kEnum:
        case Kind::kEnum64:
        case Kind::kFloat:
        case Kind::kDataSection:
            return true;
        default:
            return false;
    }
}

struct Header {
    uint8_t version = 0;
    uint32_t size = 0;
    uint32_t type_offset = 0, type_size = 0;  // From the end of the header.
    uint32_t string_offset = 0, string_size = 0;
};

std::optional<std::endian> OrderOf(Bytes bytes) {
    for (std::endian order : {std::endian::little, std::endian::big}) {
        if (ByteReader(bytes, order).U16() == kMagic) return order;
    }
    return std::nullopt;
}

Result<Header> ParseHeader(Bytes bytes, std::endian order) {
    ByteReader reader(bytes, order);
    reader.U16();
    Header header;
    header.version = reader.U8();
    reader.U8();  // Flags, none of which is known.
    header.size = reader.U32();
    header.type_offset = reader.U32();
    header.type_size = reader.U32();
    header.string_offset = reader.U32();
    header.string_size = reader.U32();
    if (!reader.ok()) return reader.Failure();
    if (header.version != kVersion) return Fail(ErrorCode::kUnsupported, "this version of BTF is not known", 2);
    if (header.size < kSmallestHeader) return Fail(ErrorCode::kMalformed, "the header is too short", 4);
    return header;
}

Result<Bytes> StringsOf(Bytes bytes, const Header& header) {
    return Slice(bytes, uint64_t{header.size} + header.string_offset, header.string_size);
}

}  // namespace

bool IsBtf(Bytes bytes) {
    std::optional<std::endian> order = OrderOf(bytes);
    return order && ParseHeader(bytes, *order);
}

bool NeedsBase(Bytes bytes) {
    std::optional<std::endian> order = OrderOf(bytes);
    if (!order) return false;
    Result<Header> header = ParseHeader(bytes, *order);
    if (!header) return false;
    Result<Bytes> strings = StringsOf(bytes, *header);
    return strings && (strings->empty() || strings->front() != 0);
}

Result<TypeTable> TypeTable::Parse(Bytes bytes, const TypeTable* base) {
    std::optional<std::endian> order = OrderOf(bytes);
    if (!order) return Fail(ErrorCode::kMalformed, "no BTF begins here");
    if (base != nullptr && base->order_ != *order)
        return Fail(ErrorCode::kMismatch, "the types have another byte order than their base");
    TypeTable table(base, *order);
    if (Result<void> read = table.ReadHeader(bytes); !read) return std::unexpected(read.error());
    if (Result<void> found = table.FindTypes(); !found) return std::unexpected(found.error());
    for (TypeId id = table.first_id_; id < table.end(); ++id) {
        if (Result<void> checked = table.Check(table.At(id)); !checked) return std::unexpected(checked.error());
    }
    return table;
}

Result<void> TypeTable::ReadHeader(Bytes bytes) {
    Result<Header> header = ParseHeader(bytes, order_);
    if (!header) return std::unexpected(header.error());
    Result<Bytes> types = Slice(bytes, uint64_t{header->size} + header->type_offset, header->type_size);
    if (!types) return std::unexpected(types.error());
    Result<Bytes> strings = StringsOf(bytes, *header);
    if (!strings) return std::unexpected(strings.error());
    if (!strings->empty() && strings->back() != 0)
        return Fail(ErrorCode::kMalformed, "the last string has no end", header->string_offset);
    bool is_split = strings->empty() || strings->front() != 0;
    if (is_split != (base_ != nullptr)) {
        return Fail(ErrorCode::kMismatch, is_split ? "its types go on from those of a kernel, which is needed"
                                                   : "its types stand by themselves, not on those of a kernel");
    }
    types_ = *types;
    strings_ = *strings;
    if (base_ == nullptr) return {};
    first_id_ = base_->end();
    first_string_ = base_->first_string_ + base_->strings_.size();
    return {};
}

Result<void> TypeTable::FindTypes() {
    ByteReader reader(types_, order_);
    offsets_.reserve(types_.size() / (2 * kTypeSize));
    while (!reader.at_end()) {
        if (end() >= kMostTypes) return Fail(ErrorCode::kLimit, "too many types", reader.offset());
        uint64_t offset = reader.offset();
        reader.U32();
        uint32_t info = reader.U32();
        reader.U32();
        uint32_t kind = (info >> 24) & 0x1f;
        if (reader.ok() && kind == 0) return Fail(ErrorCode::kMalformed, "a type has no kind", offset);
        if (kind > kLastKind) return Fail(ErrorCode::kUnsupported, "a kind of type is not known", offset);
        DetailSize size = kDetailSizes[kind];
        reader.Skip(size.fixed + uint64_t{size.each} * (info & 0xffff));
        if (!reader.ok()) return Fail(ErrorCode::kTruncated, "the types end within one", offset);
        offsets_.push_back(static_cast<uint32_t>(offset));
    }
    return {};
}

Type TypeTable::Decode(TypeId id, uint64_t offset) const {
    ByteReader reader(types_, order_);
    reader.Seek(offset);
    Type type{.id = id};
    type.name = NameAt(reader.U32());
    uint32_t info = reader.U32();
    uint32_t size_or_target = reader.U32();
    type.kind = static_cast<Kind>((info >> 24) & 0x1f);
    type.flag = (info >> 31) != 0;
    type.count = static_cast<uint16_t>(info);
    DetailSize size = kDetailSizes[static_cast<uint8_t>(type.kind)];
    type.details = reader.Take(size.fixed + uint64_t{size.each} * type.count);
    if (type.kind == Kind::kArray) {
        type.target = ReaderOf(type).U32();
    } else if (HasSize(type.kind)) {
        type.size = size_or_target;
    } else if (type.kind != Kind::kForward) {
        type.target = size_or_target;
    }
    return type;
}

Type TypeTable::At(TypeId id) const {
    if (id < first_id_) return base_ != nullptr ? base_->At(id) : Type();
    return id < end() ? Decode(id, offsets_[id - first_id_]) : Type();
}

std::string_view TypeTable::NameAt(uint32_t offset) const {
    if (offset < first_string_) return base_->NameAt(offset);
    if (offset - first_string_ >= strings_.size()) return {};
    ByteReader reader(strings_);
    reader.Seek(offset - first_string_);
    return reader.CString();
}

bool TypeTable::BeginsString(uint32_t offset) const {
    if (offset < first_string_) return base_->BeginsString(offset);
    uint64_t own = offset - first_string_;
    return own < strings_.size() && (own == 0 || strings_[own - 1] == 0);
}

// The names of split BTF begin where a string of it or of its base begins. With another base, whose strings take
// another number of bytes, they hardly ever all do.
bool TypeTable::IsName(uint32_t offset) const {
    return base_ != nullptr ? BeginsString(offset) : offset < strings_.size();
}

Error TypeTable::WrongReference(uint64_t offset) const {
    if (base_ != nullptr) {
        return Error{ErrorCode::kMismatch, "its types do not fit those of this kernel: it was built with another one",
                     offset};
    }
    return Error{ErrorCode::kMalformed, "a type refers to something that is not there", offset};
}

Result<void> TypeTable::Check(const Type& type) const {
    uint64_t offset = offsets_[type.id - first_id_];
    ByteReader reader(types_, order_);
    reader.Seek(offset);
    bool is_valid = IsName(reader.U32()) && IsReference(type.target) && AreListsValid(type);
    if (is_valid && type.kind == Kind::kFunction) is_valid = At(type.target).kind == Kind::kPrototype;
    if (!is_valid) return std::unexpected(WrongReference(offset));
    return {};
}

bool TypeTable::AreListsValid(const Type& type) const {
    ByteReader reader = ReaderOf(type);
    for (uint32_t n = 0; n < type.count; ++n) {
        switch (type.kind) {
            case Kind::kStruct:
            case Kind::kUnion:
                if (!IsName(reader.U32()) || !IsReference(reader.U32())) return false;
                reader.U32();
                break;
            case Kind::kEnum:
            case Kind::kEnum64:
                if (!IsName(reader.U32())) return false;
                reader.Skip(type.kind == Kind::kEnum ? 4 : 8);
                break;
            case Kind::kPrototype:
                if (!IsName(reader.U32()) || !IsReference(reader.U32())) return false;
                break;
            case Kind::kDataSection:
                if (!IsReference(reader.U32())) return false;
                reader.Skip(8);
                break;
            default:
                return true;
        }
    }
    return true;
}

}  // namespace faultbox::btf
