#include "target/usercrash/process_maps.h"

#include <algorithm>
#include <array>

#include "arch/common/number_text.h"

namespace faultbox::usercrash {
namespace {

// A path has at most PATH_MAX characters, of which a line end is written as four.
constexpr size_t kMaxLine = 4096 + 512;

// Takes `text` apart from its beginning.
class Fields {
  public:
    explicit Fields(std::string_view text) : left_(text) {}

    uint64_t Number(unsigned base) {
        std::optional<uint64_t> value = TakeNumber(left_, base);
        ok_ = ok_ && value.has_value();
        return value.value_or(0);
    }
    void Expect(char wanted) {
        ok_ = ok_ && left_.starts_with(wanted);
        if (ok_) left_.remove_prefix(1);
    }
    std::string_view Take(size_t size) {
        ok_ = ok_ && left_.size() >= size;
        if (!ok_) return {};
        std::string_view taken = left_.substr(0, size);
        left_.remove_prefix(size);
        return taken;
    }
    std::string_view AfterBlanks() const { return left_.substr(std::min(left_.find_first_not_of(' '), left_.size())); }
    bool ok() const { return ok_; }

  private:
    std::string_view left_;
    bool ok_ = true;
};

// The end of a path says more than its beginning.
std::string_view EndOf(std::string_view path) {
    return path.substr(path.size() > kMaxPath ? path.size() - kMaxPath : 0);
}

class MapReader {
  public:
    explicit MapReader(CodeMap& map) : map_(map) {}

    Result<void> Read(ByteStream& stream) {
        std::array<uint8_t, 1024> buffer;
        for (;;) {
            Result<size_t> size = stream.Read(buffer);
            if (!size) return std::unexpected(size.error());
            for (uint8_t byte : Bytes(buffer).first(*size)) TakeByte(static_cast<char>(byte));
            if (*size < buffer.size()) break;
        }
        if (line_size_ != 0) TakeByte('\n');
        return {};
    }

  private:
    void TakeByte(char c) {
        if (c != '\n') {
            if (line_size_ < line_.size()) line_[line_size_] = c;
            ++line_size_;
            return;
        }
        std::optional<Mapping> mapping;
        if (line_size_ <= line_.size()) mapping = ParseMapping({line_.data(), line_size_});
        line_size_ = 0;
        mapping ? AddMapping(*mapping) : static_cast<void>(++map_.unread_lines);
    }

    void AddMapping(const Mapping& mapping);
    uint8_t AddModule(const Mapping& mapping);

    CodeMap& map_;
    std::array<char, kMaxLine> line_;
    size_t line_size_ = 0;
    // The file of the lines above.
    uint64_t device_ = 0;
    uint64_t inode_ = 0;
    uint64_t begin_ = 0;
    uint8_t module_ = kNoModule;
};

// All mappings of a file stand together, but for memory without a file that lies between them.
void MapReader::AddMapping(const Mapping& mapping) {
    bool is_named = mapping.inode != 0 || mapping.path.starts_with('[');
    bool is_same = mapping.inode != 0 && mapping.inode == inode_ && mapping.device == device_;
    if (is_named && !is_same) {
        device_ = mapping.device;
        inode_ = mapping.inode;
        begin_ = mapping.begin;
        module_ = kNoModule;
    }
    if (mapping.executable) {
        if (is_named && module_ == kNoModule) module_ = AddModule(mapping);
        map_.ranges.Append({mapping.begin, mapping.end, is_named ? module_ : kNoModule});
    }
    if (is_named && module_ != kNoModule) map_.modules[module_].end = mapping.end;
}

uint8_t MapReader::AddModule(const Mapping& mapping) {
    Module module;
    module.path = EndOf(mapping.path);
    module.begin = begin_;
    module.end = mapping.end;
    module.code_begin = mapping.begin;
    module.code_file_offset = mapping.file_offset;
    if (!map_.modules.Append(module)) return kNoModule;
    return static_cast<uint8_t>(map_.modules.size() - 1);
}

}  // namespace

// 7f5c21a00000-7f5c21a28000 r-xp 00026000 fe:01 1311 /usr/lib/x86_64-linux-gnu/libc.so.6
std::optional<Mapping> ParseMapping(std::string_view line) {
    Fields fields(line);
    Mapping mapping;
    mapping.begin = fields.Number(16);
    fields.Expect('-');
    mapping.end = fields.Number(16);
    fields.Expect(' ');
    std::string_view rights = fields.Take(4);
    mapping.executable = rights.size() == 4 && rights[2] == 'x';
    fields.Expect(' ');
    mapping.file_offset = fields.Number(16);
    fields.Expect(' ');
    uint64_t major = fields.Number(16);
    fields.Expect(':');
    mapping.device = major << 32 | fields.Number(16);
    fields.Expect(' ');
    mapping.inode = fields.Number(10);
    if (!fields.ok() || mapping.begin >= mapping.end) return std::nullopt;
    mapping.path = fields.AfterBlanks();
    return mapping;
}

const CodeRange* CodeMap::FindCode(uint64_t address) const {
    for (const CodeRange& range : ranges) {
        if (address >= range.begin && address < range.end) return &range;
    }
    return nullptr;
}

const Module* CodeMap::FindModule(uint64_t address) const {
    const CodeRange* range = FindCode(address);
    return range == nullptr || range->module == kNoModule ? nullptr : &modules[range->module];
}

Result<void> ReadProcessMaps(ByteStream& stream, CodeMap& map) {
    return MapReader(map).Read(stream);
}

}  // namespace faultbox::usercrash
