#include "host/elf/elf_file.h"

#include <algorithm>

#include "host/elf/compressed.h"
#include "host/elf/elf_constants.h"
#include "host/elf/notes.h"
#include "host/elf/relocation.h"

namespace faultbox::elf {

Result<std::unique_ptr<ElfFile>> ElfFile::Parse(Bytes file) {
    Result<Header> header = ReadHeader(file);
    if (!header) return std::unexpected(header.error());
    std::unique_ptr<ElfFile> elf(new ElfFile(file, *header));
    Result<std::vector<Section>> sections = ReadSections(file, *header, elf->damages_);
    if (!sections) return std::unexpected(sections.error());
    elf->sections_ = std::move(*sections);
    if (elf->is_relocatable()) LayOutSections(elf->sections_);
    return elf;
}

bool ElfFile::is_relocatable() const {
    return header_.type == ET_REL;
}

const Section* ElfFile::FindSection(std::string_view name) const {
    auto found = std::ranges::find(sections_, name, &Section::name);
    return found == sections_.end() ? nullptr : &*found;
}

const Section* ElfFile::FindSectionAt(uint64_t address) const {
    auto holds = [&](const Section& section) { return section.is_allocated() && section.Holds(address); };
    auto found = std::ranges::find_if(sections_, holds);
    return found == sections_.end() ? nullptr : &*found;
}

Result<Bytes> ElfFile::Contents(const Section& section) const {
    if (!is_relocatable() && !IsCompressed(section)) return section.raw;
    auto known = std::ranges::find(loaded_, section.index, [](const auto& loaded) { return loaded->index; });
    if (known != loaded_.end()) return (*known)->contents;
    return LoadContents(section);
}

Result<Bytes> ElfFile::LoadContents(const Section& section) const {
    auto loaded = std::make_unique<Loaded>(Loaded{section.index, {}, Bytes{}});
    if (IsCompressed(section)) {
        Result<std::vector<uint8_t>> decompressed = Decompress(section, header_);
        if (decompressed) {
            loaded->owned = std::move(*decompressed);
        } else {
            damages_.push_back({decompressed.error(), section.name});
            loaded->contents = std::unexpected(decompressed.error());
        }
    } else if (section.raw.size() > copies_left_) {
        const Error overlap = {ErrorCode::kLimit, "sections overlap", static_cast<size_t>(section.file_offset)};
        damages_.push_back({overlap, section.name});
        loaded->contents = std::unexpected(overlap);
    } else {
        copies_left_ -= section.raw.size();
        loaded->owned.assign(section.raw.begin(), section.raw.end());
    }
    if (loaded->contents) {
        if (is_relocatable()) Relocate(section, loaded->owned);
        loaded->contents = Bytes(loaded->owned);
    }
    loaded_.push_back(std::move(loaded));
    return loaded_.back()->contents;
}

void ElfFile::Relocate(const Section& section, std::span<uint8_t> contents) const {
    for (const Section& table : sections_) {
        bool is_table = table.type == SHT_REL || table.type == SHT_RELA;
        if (is_table && table.info == section.index && section.index != 0) ApplyTable(table, section, contents);
    }
}

void ElfFile::ApplyTable(const Section& table, const Section& section, std::span<uint8_t> contents) const {
    SymbolTable symbols = this->symbols();
    bool has_addend = table.type == SHT_RELA;
    uint64_t entry_size = (has_addend ? 3 : 2) * uint64_t{address_size()};
    ByteReader reader(table.raw, header_.order);
    bool complained = false;
    auto complain = [&](ErrorCode code, const char* what, uint64_t offset) {
        if (!complained) damages_.push_back({{code, what, offset}, table.name});
        complained = true;
    };
    for (uint64_t count = table.raw.size() / entry_size; count > 0; --count) {
        if (relocations_left_ == 0)
            return complain(ErrorCode::kLimit, "more relocations than bytes", table.file_offset);
        --relocations_left_;
        uint64_t entry_offset = table.file_offset + reader.offset();
        uint64_t offset = ReadWord(reader, header_);
        uint64_t info = ReadWord(reader, header_);
        int64_t addend = has_addend ? reader.Signed(address_size()) : 0;
        uint64_t symbol = info >> (header_.is_64 ? 32 : 8);
        uint32_t number = static_cast<uint32_t>(header_.is_64 ? info & 0xffff'ffff : info & 0xff);
        const RelocationType* type = FindRelocationType(header_.machine, number);
        if (!type) {
            complain(ErrorCode::kUnsupported, "relocation of a type we do not know", entry_offset);
            continue;
        }
        if (symbol >= symbols.size()) {
            if (type->kind != RelocationKind::kNone) {
                complain(ErrorCode::kMalformed, "relocation against a symbol that is not there", entry_offset);
            }
            continue;
        }
        Result<void> applied = ApplyRelocation(contents, offset, *type, symbols[symbol].address,
                                               has_addend ? &addend : nullptr, section.address + offset, header_.order);
        if (!applied) complain(applied.error().code, applied.error().what, entry_offset);
    }
}

Bytes ElfFile::BuildId() const {
    uint64_t left = file_.size();  // Sections may overlap.
    for (const Section& section : sections_) {
        if (section.type != SHT_NOTE || section.raw.size() > left) continue;
        left -= section.raw.size();
        Bytes id = FindBuildIdNote(section.raw, header_.order);
        if (!id.empty()) return id;
    }
    return {};
}

}  // namespace faultbox::elf
