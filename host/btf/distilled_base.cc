#include "host/btf/distilled_base.h"

#include <bit>
#include <string_view>

namespace faultbox::btf {
namespace {

constexpr uint32_t kHeaderWords = 6;

// What the words of a kind are, by Kind: 's' a string's offset, 't' a type's number, '.' anything else. (struct
// btf_type and what follows it, include/uapi/linux/btf.h)
struct Shape {
    char third;              ///< The word behind name and info: size, or type.
    std::string_view fixed;  ///< What follows once,
    std::string_view each;   ///< and what follows for each that the info counts.
};

constexpr Shape kShapes[] = {
    {'.', "", ""},     // kVoid
    {'.', ".", ""},    // kInt
    {'t', "", ""},     // kPointer
    {'.', "tt.", ""},  // kArray
    {'.', "", "st."},  // kStruct
    {'.', "", "st."},  // kUnion
    {'.', "", "s."},   // kEnum
    {'.', "", ""},     // kForward
    {'t', "", ""},     // kTypedef
    {'t', "", ""},     // kVolatile
    {'t', "", ""},     // kConst
    {'t', "", ""},     // kRestrict
    {'t', "", ""},     // kFunction: the count is its linkage
    {'t', "", "st"},   // kPrototype
    {'t', ".", ""},    // kVariable
    {'.', "", "t.."},  // kDataSection
    {'.', "", ""},     // kFloat
    {'t', ".", ""},    // kDeclarationTag
    {'t', "", ""},     // kTypeTag
    {'.', "", "s.."},  // kEnum64
};
static_assert(std::size(kShapes) == kLastKind + 1);

// The kernel's type that a distilled one stands for.
bool StandsFor(const Type& distilled, const Type& type) {
    if (distilled.kind == Kind::kForward) {
        const Kind complete = distilled.flag ? Kind::kUnion : Kind::kStruct;
        return type.kind == complete || (type.kind == Kind::kForward && type.flag == distilled.flag);
    }
    const bool is_enum = distilled.kind == Kind::kEnum || distilled.kind == Kind::kEnum64;
    const bool is_other_enum = type.kind == Kind::kEnum || type.kind == Kind::kEnum64;
    return (type.kind == distilled.kind || (is_enum && is_other_enum)) && type.size == distilled.size;
}

// Writes the module's words as they go on from the kernel's.
class Relocation {
  public:
    Relocation(const TypeTable& base, const TypeTable& kernel, const NameIndex& names)
        : base_(base), kernel_(kernel), names_(names) {}

    Result<void> MapBase() {
        numbers_.assign(base_.end(), 0);
        for (TypeId id = 1; id < base_.end(); ++id) {
            const Type distilled = base_.At(id);
            TypeId complete = 0;
            for (const Type& type : names_.Find(distilled.name)) {
                if (!StandsFor(distilled, type)) continue;
                if (type.kind == Kind::kForward) {
                    numbers_[id] = type.id;
                    continue;
                }
                if (complete != 0) return Fail(ErrorCode::kMismatch, "this kernel has a type of its base twice", id);
                complete = type.id;
            }
            if (complete != 0) numbers_[id] = complete;
            if (numbers_[id] == 0) return Fail(ErrorCode::kMismatch, "this kernel has not all types of its base", id);
        }
        return {};
    }

    uint32_t Number(uint32_t id) const { return id < base_.end() ? numbers_[id] : kernel_.end() + (id - base_.end()); }
    uint32_t String(uint32_t offset) const { return offset == 0 ? 0 : kernel_.strings_end() + offset - 1; }

  private:
    const TypeTable& base_;
    const TypeTable& kernel_;
    const NameIndex& names_;
    std::vector<TypeId> numbers_;  // Of the kernel's, by those of the base.
};

class Writer {
  public:
    explicit Writer(std::endian order) : order_(order) {}

    void Put(uint32_t word) {
        for (int n = 0; n < 4; ++n) {
            const int shift = order_ == std::endian::little ? 8 * n : 24 - 8 * n;
            bytes.push_back(static_cast<uint8_t>(word >> shift));
        }
    }

    std::vector<uint8_t> bytes;

  private:
    std::endian order_;
};

void PutAs(char what, uint32_t word, const Relocation& relocation, Writer& out) {
    out.Put(what == 't' ? relocation.Number(word) : what == 's' ? relocation.String(word) : word);
}

Result<void> PutTypes(Bytes types, std::endian order, const Relocation& relocation, Writer& out) {
    ByteReader reader(types, order);
    while (!reader.at_end()) {
        const uint32_t name = reader.U32();
        const uint32_t info = reader.U32();
        const uint32_t kind = (info >> 24) & 0x1f;
        if (kind > kLastKind) return Fail(ErrorCode::kUnsupported, "a kind of type is not known", reader.offset());
        const Shape& shape = kShapes[kind];
        out.Put(relocation.String(name));
        out.Put(info);
        PutAs(shape.third, reader.U32(), relocation, out);
        for (char what : shape.fixed) PutAs(what, reader.U32(), relocation, out);
        for (uint32_t n = shape.each.empty() ? 0 : info & 0xffff; n > 0 && reader.ok(); --n) {
            for (char what : shape.each) PutAs(what, reader.U32(), relocation, out);
        }
        if (!reader.ok()) return reader.Failure();
    }
    return {};
}

}  // namespace

Result<std::vector<uint8_t>> RelocateToKernel(Bytes module, Bytes base, const TypeTable& kernel,
                                              const NameIndex& kernel_names) {
    Result<TypeTable> distilled = TypeTable::Parse(base);
    if (!distilled) return std::unexpected(distilled.error());
    if (kernel.base() != nullptr || kernel.order() != distilled->order()) {
        return Fail(ErrorCode::kMismatch, "the types have another byte order than their kernel's");
    }
    // Everything in the module's BTF is checked against the base that it was made for.
    Result<TypeTable> own = TypeTable::Parse(module, &*distilled);
    if (!own) return std::unexpected(own.error());
    Relocation relocation(*distilled, kernel, kernel_names);
    if (Result<void> mapped = relocation.MapBase(); !mapped) return std::unexpected(mapped.error());
    Writer types(kernel.order());
    if (Result<void> put = PutTypes(own->types(), kernel.order(), relocation, types); !put) {
        return std::unexpected(put.error());
    }
    // Strings of the base and of the module stand behind each other; the empty one that the base begins with is
    // dropped.
    const Bytes names = distilled->strings().subspan(1);
    const auto type_size = static_cast<uint32_t>(types.bytes.size());
    Writer out(kernel.order());
    out.Put(kernel.order() == std::endian::little ? kMagic | uint32_t{kVersion} << 16
                                                  : uint32_t{kMagic} << 16 | uint32_t{kVersion} << 8);
    const auto string_size = static_cast<uint32_t>(names.size() + own->strings().size());
    for (uint32_t word : {kHeaderWords * 4, 0u, type_size, type_size, string_size}) out.Put(word);
    out.bytes.insert(out.bytes.end(), types.bytes.begin(), types.bytes.end());
    out.bytes.insert(out.bytes.end(), names.begin(), names.end());
    out.bytes.insert(out.bytes.end(), own->strings().begin(), own->strings().end());
    return out.bytes;
}

}  // namespace faultbox::btf
