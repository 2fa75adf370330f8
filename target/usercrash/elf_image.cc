#include "target/usercrash/elf_image.h"

#include <algorithm>
#include <array>
#include <optional>

#include "arch/common/byte_reader.h"
#include "target/record/build_id.h"

namespace faultbox::usercrash {
namespace {

// elf.h
constexpr uint32_t kElfMagic = 0x464c457f;
constexpr uint32_t kSegmentLoad = 1;
constexpr uint32_t kSegmentNote = 4;
constexpr uint32_t kSegmentFrameTable = 0x6474e550;  // PT_GNU_EH_FRAME
constexpr uint32_t kSegmentArmIndex = 0x70000001;    // PT_ARM_EXIDX
constexpr uint16_t kMaxSegments = 32;
constexpr size_t kMaxNotes = 1024;

struct Segment {
    uint32_t type = 0;
    uint64_t file_offset = 0;
    uint64_t address = 0;
    uint64_t size = 0;
};

// Program headers by index.
class ImageReader {
  public:
    ImageReader(ProcessMemory& memory, const ThreadLayout& layout, uint64_t begin)
        : memory_(memory), is_64_(layout.word_size == 8), machine_(layout.elf_machine), begin_(begin) {}

    bool ReadHeader() {
        std::array<uint8_t, 64> bytes;
        size_t size = is_64_ ? 64 : 52;
        if (!memory_.Read(begin_, std::span(bytes).first(size))) return false;
        ByteReader reader(Bytes(bytes).first(size));
        if (reader.U32() != kElfMagic || reader.U8() != (is_64_ ? 2 : 1)) return false;
        reader.Seek(18);
        if (reader.U16() != machine_) return false;
        reader.Seek(is_64_ ? 32 : 28);
        table_ = reader.Unsigned(word());
        reader.Seek(is_64_ ? 54 : 42);
        entry_size_ = reader.U16();
        count_ = std::min(reader.U16(), kMaxSegments);
        return reader.ok() && entry_size_ >= (is_64_ ? 56 : 32);
    }

    uint16_t count() const { return count_; }

    std::optional<Segment> At(uint16_t index) {
        std::array<uint8_t, 56> bytes;
        size_t size = is_64_ ? 56 : 32;
        if (!memory_.Read(begin_ + table_ + uint64_t{index} * entry_size_, std::span(bytes).first(size))) {
            return std::nullopt;
        }
        ByteReader reader(Bytes(bytes).first(size));
        Segment segment;
        segment.type = reader.U32();
        if (is_64_) reader.Skip(4);
        segment.file_offset = reader.Unsigned(word());
        segment.address = reader.Unsigned(word());
        reader.Skip(word());
        reader.Skip(word());
        segment.size = reader.Unsigned(word());
        return segment;
    }

  private:
    unsigned word() const { return is_64_ ? 8 : 4; }

    ProcessMemory& memory_;
    bool is_64_;
    uint16_t machine_;
    uint64_t begin_;
    uint64_t table_ = 0;
    uint16_t entry_size_ = 0;
    uint16_t count_ = 0;
};

bool LiesInside(const Module& module, uint64_t address, uint64_t size) {
    return address >= module.begin && address < module.end && size <= module.end - address;
}

void ReadBuildId(ProcessMemory& memory, uint64_t address, uint64_t size, Module& module) {
    std::array<uint8_t, kMaxNotes> notes;
    if (module.build_id.size != 0 || size > notes.size() || !LiesInside(module, address, size)) return;
    std::span<uint8_t> content = std::span(notes).first(static_cast<size_t>(size));
    if (!memory.Read(address, content)) return;
    if (Result<Bytes> found = record::FindBuildId(content)) module.build_id.Set(*found);
}

}  // namespace

void ReadElfImage(ProcessMemory& memory, const ThreadLayout& layout, Module& module) {
    ImageReader image(memory, layout, module.begin);
    if (!image.ReadHeader()) return;
    // The image begins where the segment with the file's first bytes was put.
    for (uint16_t i = 0; i < image.count() && !module.has_headers; ++i) {
        std::optional<Segment> segment = image.At(i);
        if (!segment || segment->type != kSegmentLoad) continue;
        module.bias = module.begin - (segment->address - segment->file_offset);
        module.has_headers = true;
    }
    if (!module.has_headers) return;
    uint64_t mask = layout.word_size == 8 ? UINT64_MAX : UINT32_MAX;
    module.bias &= mask;
    for (uint16_t i = 0; i < image.count(); ++i) {
        std::optional<Segment> segment = image.At(i);
        if (!segment) continue;
        uint64_t address = (module.bias + segment->address) & mask;
        if (segment->type == kSegmentNote) ReadBuildId(memory, address, segment->size, module);
        if (!LiesInside(module, address, segment->size)) continue;
        if (segment->type == kSegmentFrameTable) {
            module.frame_table = address;
            module.frame_table_size = segment->size;
        } else if (segment->type == kSegmentArmIndex && layout.arch == Arch::kArm) {
            module.index_table = address;
            module.index_table_size = segment->size;
        }
    }
}

}  // namespace faultbox::usercrash
