#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "host/elf/header.h"
#include "host/elf/symbol_table.h"

namespace faultbox::elf {

/// An untrusted ELF file, 32 or 64 bit, of either byte order. Parsing reads the section headers only. Views and
/// sections live as long as the object and the bytes it was parsed from.
class ElfFile {
  public:
    /// Errors: not an ELF file, or no section header can be read. Everything else is a Damage.
    static Result<std::unique_ptr<ElfFile>> Parse(Bytes file);

    const Header& header() const { return header_; }
    bool is_relocatable() const;
    uint8_t address_size() const { return header_.is_64 ? 8 : 4; }
    const std::vector<Section>& sections() const { return sections_; }
    const std::vector<Damage>& damages() const { return damages_; }
    SymbolTable symbols() const { return SymbolTable(header_, sections_); }

    /// The first section of that name, or nullptr.
    const Section* FindSection(std::string_view name) const;
    /// The allocated section that holds a link address, or nullptr.
    const Section* FindSectionAt(uint64_t address) const;
    /// Contents as a program would see them: decompressed and, in relocatable files, relocated. Done once per section.
    /// kUnsupported for compression that we do not read.
    Result<Bytes> Contents(const Section& section) const;
    /// The GNU build id, empty where there is none.
    Bytes BuildId() const;

  private:
    ElfFile(Bytes file, Header header)
        : file_(file), header_(header), relocations_left_(file.size()), copies_left_(file.size()) {}
    Result<Bytes> LoadContents(const Section& section) const;
    void Relocate(const Section& section, std::span<uint8_t> contents) const;
    void ApplyTable(const Section& table, const Section& section, std::span<uint8_t> contents) const;

    Bytes file_;
    Header header_;
    /// Relocations that may still be applied: tables that overlap must not make work without end.
    mutable uint64_t relocations_left_ = 0;
    std::vector<Section> sections_;
    mutable std::vector<Damage> damages_;
    struct Loaded {
        uint32_t index;
        std::vector<uint8_t> owned;
        Result<Bytes> contents;
    };
    mutable std::vector<std::unique_ptr<Loaded>> loaded_;
    /// Bytes of sections that may still be copied: headers may share what they describe.
    mutable uint64_t copies_left_ = 0;
};

}  // namespace faultbox::elf
