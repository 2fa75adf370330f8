#include "host/symbols/symbol_map.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <string>

#include "arch/common/text_line.h"
#include "host/elf/elf_constants.h"

namespace faultbox {
namespace {

using namespace elf;

constexpr size_t kMostRuns = 64;

struct MapLine {
    std::string_view name;
    uint64_t address = 0;
    char type = 0;
    bool is_64 = false;
    bool is_of_module = false;

    bool is_code() const { return type == 't' || type == 'T' || type == 'w' || type == 'W'; }
    bool is_global() const { return type >= 'A' && type <= 'Z'; }
};

std::string_view TakeWord(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
    line.remove_prefix(word.size());
    return word;
}

/// c02001c0 T vector_swi
/// bf000040 t tuner_probe	[tuner]
std::optional<MapLine> ParseLine(std::string_view line) {
    std::string_view address = TakeWord(line);
    std::string_view type = TakeWord(line);
    MapLine result;
    result.name = TakeWord(line);
    result.is_of_module = TakeWord(line).starts_with('[');
    result.is_64 = address.size() == 16;
    auto [end, error] = std::from_chars(address.data(), address.data() + address.size(), result.address, 16);
    bool is_number = error == std::errc() && end == address.data() + address.size();
    if (!is_number || (address.size() != 8 && address.size() != 16)) return std::nullopt;
    if (type.size() != 1 || !isalpha(static_cast<unsigned char>(type[0])) || result.name.empty()) return std::nullopt;
    result.type = type[0];
    return result;
}

/// Symbols of the code that every kernel of a CPU enters by (arch/arm/kernel/entry-common.S, arch/arm64/kernel/head.S,
/// arch/x86/kernel/head_32.S, head_64.S).
uint16_t MachineOf(const std::vector<MapLine>& lines) {
    constexpr struct {
        std::string_view name;
        uint16_t machine;
    } kMarks[] = {{"vector_swi", EM_ARM},
                  {"__primary_switched", EM_AARCH64},
                  {"startup_32_smp", EM_386},
                  {"secondary_startup_64", EM_X86_64}};
    for (const MapLine& line : lines) {
        for (const auto& mark : kMarks) {
            if (line.name == mark.name) return mark.machine;
        }
    }
    return 0;
}

/// Symbols of the kernel itself, by address.
std::vector<MapLine> ReadLines(std::string_view text) {
    std::vector<MapLine> lines;
    while (!text.empty()) {
        std::optional<MapLine> line = ParseLine(TakeLine(text));
        if (!line || line->is_of_module || line->type == 'A' || line->type == 'a' || line->type == 'U') continue;
        lines.push_back(*line);
    }
    std::ranges::stable_sort(lines, {}, &MapLine::address);
    return lines;
}

/// Consecutive symbols of code, [begin, end).
struct Run {
    uint64_t begin = 0;
    uint64_t end = 0;
};

class ElfWriter {
  public:
    ElfWriter(const std::vector<MapLine>& lines, uint16_t machine)
        : lines_(lines), is_64_(std::ranges::any_of(lines, &MapLine::is_64)), machine_(machine) {}

    std::vector<uint8_t> Write() {
        CollectRuns();
        uint64_t symbols = HeaderSize();
        uint64_t symbols_size = lines_.size() * (is_64_ ? 24 : 16);
        WriteHeader(symbols + symbols_size + kNames.size());
        WriteSymbols();
        Text(kNames);
        WriteSection({}, {});
        for (const Run& run : runs_) {
            WriteSection({1, SHT_NOBITS, SHF_ALLOC | SHF_EXECINSTR, 0}, {run.begin, 0, run.end - run.begin});
        }
        // Behind .symtab stand the names of sections, then those of symbols.
        uint32_t strings = static_cast<uint32_t>(runs_.size()) + 3;
        WriteSection({7, SHT_SYMTAB, 0, strings}, {0, symbols, symbols_size});
        WriteSection({15, kShtStrtab, 0, 0}, {0, symbols + symbols_size, kNames.size()});
        WriteSection({15, kShtStrtab, 0, 0}, {0, out_.size() + SectionSize(), strings_.size()});
        Text(strings_);
        return std::move(out_);
    }

  private:
    static constexpr uint32_t kShtStrtab = 3;
    static constexpr std::string_view kNames = std::string_view("\0.text\0.symtab\0.strtab", 23);
    struct SectionKind {
        uint32_t name = 0, type = 0;
        uint64_t flags = 0;
        uint32_t link = 0;
    };
    struct SectionPlace {
        uint64_t address = 0, offset = 0, size = 0;
    };

    uint64_t HeaderSize() const { return is_64_ ? 64 : 52; }
    uint64_t SectionSize() const { return is_64_ ? 64 : 40; }

    void CollectRuns() {
        for (size_t index = 0; index + 1 < lines_.size(); ++index) {
            const MapLine& line = lines_[index];
            uint64_t end = lines_[index + 1].address;
            if (!line.is_code() || end == line.address) continue;
            if (!runs_.empty() && runs_.back().end == line.address) {
                runs_.back().end = end;
            } else if (runs_.size() < kMostRuns) {
                runs_.push_back({line.address, end});
            }
        }
    }

    void Number(uint64_t value, unsigned size) {
        for (unsigned i = 0; i < size; ++i) out_.push_back(static_cast<uint8_t>(value >> (8 * i)));
    }
    void Word(uint64_t value) { Number(value, is_64_ ? 8 : 4); }
    void Text(std::string_view text) { out_.insert(out_.end(), text.begin(), text.end()); }

    void WriteHeader(uint64_t section_table) {
        Text("\177ELF");
        Number(is_64_ ? 2 : 1, 1);
        Number(1, 1);  // Little endian.
        Number(1, 1);
        out_.resize(16);
        Number(2, 2);  // ET_EXEC
        Number(machine_, 2);
        Number(1, 4);
        Word(0);
        Word(0);
        Word(section_table);
        Number(0, 4);
        Number(HeaderSize(), 2);
        Number(0, 4);
        Number(SectionSize(), 2);
        Number(runs_.size() + 4, 2);
        Number(runs_.size() + 2, 2);
    }

    void WriteSymbols() {
        strings_.assign(1, '\0');
        for (size_t index = 0, next = 0; index < lines_.size(); ++index) {
            const MapLine& line = lines_[index];
            while (next < lines_.size() && lines_[next].address <= line.address) ++next;
            uint64_t size = next < lines_.size() ? lines_[next].address - line.address : 0;
            uint8_t info = static_cast<uint8_t>((line.is_global() << 4) | (line.is_code() ? STT_FUNC : STT_OBJECT));
            Number(strings_.size(), 4);
            if (is_64_) Number(info, 2);
            if (is_64_) Number(SHN_ABS, 2);
            Word(line.address);
            Word(size);
            if (!is_64_) Number(info, 2);
            if (!is_64_) Number(SHN_ABS, 2);
            strings_.append(line.name).push_back('\0');
        }
    }

    void WriteSection(const SectionKind& kind, const SectionPlace& place) {
        Number(kind.name, 4);
        Number(kind.type, 4);
        Word(kind.flags);
        Word(place.address);
        Word(place.offset);
        Word(place.size);
        Number(kind.link, 4);
        Number(0, 4);
        Word(1);
        Word(0);
    }

    const std::vector<MapLine>& lines_;
    bool is_64_;
    uint16_t machine_;
    std::vector<Run> runs_;
    std::string strings_;
    std::vector<uint8_t> out_;
};

}  // namespace

bool IsSymbolMap(Bytes bytes) {
    std::string_view text = AsText(bytes.first(std::min<size_t>(bytes.size(), 1024)));
    return ParseLine(TakeLine(text)).has_value();
}

Result<std::vector<uint8_t>> ElfOfSymbolMap(Bytes text) {
    std::vector<MapLine> lines = ReadLines(AsText(text));
    if (lines.empty()) return Fail(ErrorCode::kMalformed, "not one symbol of a kernel in it");
    if (lines.back().address == 0) return Fail(ErrorCode::kMalformed, "all addresses are 0: read the file as root");
    return ElfWriter(lines, MachineOf(lines)).Write();
}

}  // namespace faultbox
