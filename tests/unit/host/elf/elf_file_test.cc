#include "host/elf/elf_file.h"

#include <gtest/gtest.h>

#include <string>

#include "host/elf/elf_constants.h"

namespace faultbox::elf {
namespace {

/// A 32-bit ARM file put together by hand, of either byte order.
class Builder {
  public:
    Builder(uint16_t type, std::endian order) : order_(order) {
        bytes_ = {0x7f, 'E', 'L', 'F', 1, static_cast<uint8_t>(order == std::endian::little ? 1 : 2), 1};
        bytes_.resize(16);
        Put(type, 2);
        Put(EM_ARM, 2);
        bytes_.resize(52);
        Section("", 0, 0, "");
    }
    size_t Section(std::string_view name, uint32_t type, uint32_t flags, std::string_view contents, uint32_t link = 0,
                   uint32_t info = 0, uint32_t address = 0) {
        sections_.push_back({std::string(name), type, flags, address, std::string(contents), link, info});
        return sections_.size() - 1;
    }
    std::string Number(uint64_t value, size_t size) const {
        std::string text(size, '\0');
        for (size_t i = 0; i < size; ++i) {
            text[order_ == std::endian::little ? i : size - 1 - i] = static_cast<char>(value >> (8 * i));
        }
        return text;
    }
    std::string SymbolEntry(uint32_t name, uint32_t value, uint32_t size, uint8_t info, uint16_t section) const {
        return Number(name, 4) + Number(value, 4) + Number(size, 4) + Number(info, 1) + Number(0, 1) +
               Number(section, 2);
    }
    std::vector<uint8_t> Build() {
        size_t names = Section(".shstrtab", 3, 0, "");
        std::string table;
        std::vector<uint32_t> name_offsets, offsets;
        for (SectionData& section : sections_) {
            name_offsets.push_back(static_cast<uint32_t>(table.size()));
            table += section.name + '\0';
        }
        sections_[names].contents = table;
        for (SectionData& section : sections_) {
            offsets.push_back(static_cast<uint32_t>(bytes_.size()));
            bytes_.insert(bytes_.end(), section.contents.begin(), section.contents.end());
        }
        Store(32, bytes_.size(), 4);  // e_shoff
        Store(46, 40, 2);             // e_shentsize
        Store(48, sections_.size(), 2);
        Store(50, names, 2);
        for (size_t i = 0; i < sections_.size(); ++i) {
            const SectionData& s = sections_[i];
            for (uint64_t field : {uint64_t{name_offsets[i]}, uint64_t{s.type}, uint64_t{s.flags}, uint64_t{s.address},
                                   uint64_t{offsets[i]}, uint64_t{s.contents.size()}, uint64_t{s.link},
                                   uint64_t{s.info}, uint64_t{4}, uint64_t{0}}) {
                Put(field, 4);
            }
        }
        return bytes_;
    }

  private:
    struct SectionData {
        std::string name;
        uint32_t type, flags, address;
        std::string contents;
        uint32_t link, info;
    };
    void Put(uint64_t value, size_t size) {
        std::string text = Number(value, size);
        bytes_.insert(bytes_.end(), text.begin(), text.end());
    }
    void Store(size_t at, uint64_t value, size_t size) {
        std::string text = Number(value, size);
        std::copy(text.begin(), text.end(), bytes_.begin() + static_cast<ptrdiff_t>(at));
    }

    std::endian order_;
    std::vector<uint8_t> bytes_;
    std::vector<SectionData> sections_;
};

class ElfFileTest : public testing::TestWithParam<std::endian> {};

TEST_P(ElfFileTest, LaysOutAndRelocatesARelocatableFile) {
    Builder builder(ET_REL, GetParam());
    constexpr uint32_t kCode = SHF_ALLOC | SHF_EXECINSTR;
    builder.Section(".init.text", 1, kCode, "12345678");         // 1: behind .text
    builder.Section(".text", 1, kCode, "123456");                // 2: at 0
    builder.Section(".debug_info", 1, 0, builder.Number(4, 4));  // 3
    builder.Section(".rel.debug_info", SHT_REL, 0, builder.Number(0, 4) + builder.Number((1 << 8) | 2, 4), 5,
                    3);  // 4: R_ARM_ABS32 of symbol 1
    std::string symbols = builder.SymbolEntry(0, 0, 0, 0, 0) + builder.SymbolEntry(1, 1, 8, STT_FUNC, 1);
    builder.Section(".symtab", SHT_SYMTAB, 0, symbols, 6);               // 5
    builder.Section(".strtab", 3, 0, std::string_view("\0start\0", 7));  // 6
    std::vector<uint8_t> bytes = builder.Build();
    auto elf = ElfFile::Parse(bytes);
    ASSERT_TRUE(elf);
    EXPECT_TRUE((*elf)->damages().empty());
    EXPECT_EQ((*elf)->FindSection(".text")->address, 0u);
    EXPECT_EQ((*elf)->FindSection(".init.text")->address, 8u);  // 6 rounded up to an alignment of 4
    EXPECT_EQ((*elf)->FindSectionAt(9)->name, ".init.text");
    SymbolTable table = (*elf)->symbols();
    ASSERT_EQ(table.size(), 2u);
    EXPECT_EQ(table[1].name, "start");
    EXPECT_EQ(table[1].address, 8u);
    EXPECT_TRUE(table[1].is_thumb);
    Result<Bytes> info = (*elf)->Contents(*(*elf)->FindSection(".debug_info"));
    ASSERT_TRUE(info);
    EXPECT_EQ(ByteReader(*info, GetParam()).U32(), 8u + 4u);
}

TEST_P(ElfFileTest, ALinkedFileKeepsItsAddresses) {
    Builder builder(2, GetParam());
    builder.Section(".text", 1, SHF_ALLOC | SHF_EXECINSTR, "1234", 0, 0, 0xc0008240);
    std::vector<uint8_t> bytes = builder.Build();
    auto elf = ElfFile::Parse(bytes);
    ASSERT_TRUE(elf);
    EXPECT_EQ((*elf)->FindSectionAt(0xc0008243)->name, ".text");
    EXPECT_EQ((*elf)->FindSectionAt(0xc0008244), nullptr);
    EXPECT_EQ((*elf)->FindSectionAt(0xc000823f), nullptr);
}

INSTANTIATE_TEST_SUITE_P(ByteOrders, ElfFileTest, testing::Values(std::endian::little, std::endian::big));

TEST(ElfFile, RelocationsThatCannotBeAppliedAreSaidOnce) {
    Builder builder(ET_REL, std::endian::little);
    builder.Section(".debug_info", 1, 0, "1234");  // 1
    std::string unknown_type = builder.Number(0, 4) + builder.Number(250, 4);
    builder.Section(".rel.debug_info", SHT_REL, 0, unknown_type + unknown_type, 3, 1);
    builder.Section(".symtab", SHT_SYMTAB, 0, builder.SymbolEntry(0, 0, 0, 0, 0));
    std::vector<uint8_t> bytes = builder.Build();
    auto elf = ElfFile::Parse(bytes);
    ASSERT_TRUE(elf);
    EXPECT_EQ(AsText(*(*elf)->Contents(*(*elf)->FindSection(".debug_info"))), "1234");
    ASSERT_EQ((*elf)->damages().size(), 1u);
    EXPECT_EQ((*elf)->damages()[0].error.code, ErrorCode::kUnsupported);
    EXPECT_EQ((*elf)->damages()[0].section, ".rel.debug_info");
}

// Headers that all describe the whole file: a sound relocatable file is copied once, section by section.
TEST(ElfFile, SectionsThatOverlapAreNotCopiedAgainAndAgain) {
    Builder builder(ET_REL, std::endian::little);
    for (int i = 0; i < 3; ++i) builder.Section(".ARM.exidx", 1, 0, "12345678");
    std::vector<uint8_t> bytes = builder.Build();
    const size_t table = bytes[32] + size_t{bytes[33]} * 256;  // e_shoff
    for (size_t section = 1; section <= 3; ++section) {
        uint8_t* header = &bytes[table + section * 40];
        std::fill_n(header + 16, 8, uint8_t{0});  // sh_offset and sh_size
        header[20] = static_cast<uint8_t>(bytes.size());
        header[21] = static_cast<uint8_t>(bytes.size() >> 8);
    }
    auto elf = ElfFile::Parse(bytes);
    ASSERT_TRUE(elf);
    ASSERT_EQ((*elf)->sections()[2].raw.size(), bytes.size());
    EXPECT_TRUE((*elf)->Contents((*elf)->sections()[1]));
    Result<Bytes> again = (*elf)->Contents((*elf)->sections()[2]);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::kLimit);
    ASSERT_EQ((*elf)->damages().size(), 1u);
    EXPECT_EQ((*elf)->damages()[0].section, ".ARM.exidx");
}

// 128 KiB of stream may claim 128 MiB by deflate's own limit; nobody's debug information expands so far.
TEST(ElfFile, ACompressedSectionThatClaimsTooMuchIsNotUnpacked) {
    Builder builder(2, std::endian::little);
    auto claiming = [&](uint64_t size) {
        return builder.Number(ELFCOMPRESS_ZLIB, 4) + builder.Number(size, 4) + builder.Number(1, 4) +
               std::string(128 * 1024, '\0');
    };
    builder.Section(".debug_info", 1, SHF_COMPRESSED, claiming(100'000'000));
    builder.Section(".debug_str", 1, SHF_COMPRESSED, claiming(1'000'000));
    std::vector<uint8_t> bytes = builder.Build();
    auto elf = ElfFile::Parse(bytes);
    ASSERT_TRUE(elf);
    auto error_of = [&](std::string_view name) {
        Result<Bytes> contents = (*elf)->Contents(*(*elf)->FindSection(name));
        return contents ? ErrorCode::kNotFound : contents.error().code;
    };
    EXPECT_EQ(error_of(".debug_info"), ErrorCode::kLimit);
    EXPECT_NE(error_of(".debug_str"), ErrorCode::kLimit) << "it is no stream of zlib, but might be one";
}

}  // namespace
}  // namespace faultbox::elf
