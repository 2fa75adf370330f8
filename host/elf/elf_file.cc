#include "host/elf/elf_file.h"

#include <algorithm>

#include "host/elf/compressed.h"
#include "host/elf/elf_constants.h"
#include "host/elf/notes.h"
#include "host/elf/relocation.h"
#include "host/elf/relocation_table.h"

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
        if (RelocationTable::IsFor(table, section)) ApplyTable(table, section, contents);
    }
}

void ElfFile::ApplyTable(const Section& table, const Section& section, std::span<uint8_t> contents) const {
    SymbolTable symbols = this->symbols();
    RelocationTable entries(header_, table);
    bool complained = false;
    auto complain = [&](ErrorCode code, const char* what, uint64_t offset) {
        if (!complained) damages_.push_back({{code, what, offset}, table.name});
        complained = true;
    };
    for (size_t index = 0; index < entries.size(); ++index) {
        if (relocations_left_ == 0)
            return complain(ErrorCode::kLimit, "more relocations than bytes", table.file_offset);
        --relocations_left_;
        RelocationEntry entry = entries[index];
        const RelocationType* type = FindRelocationType(header_.machine, entry.type);
        if (!type) {
            complain(ErrorCode::kUnsupported, "relocation of a type we do not know", entries.FileOffset(index));
            continue;
        }
        if (entry.symbol >= symbols.size()) {
            if (type->kind != RelocationKind::kNone) {
                complain(ErrorCode::kMalformed, "relocation against a symbol that is not there",
                         entries.FileOffset(index));
            }
            continue;
        }
        Result<void> applied = ApplyRelocation(contents, entry.offset, *type, symbols[entry.symbol].address,
                                               entry.addend, section.address + entry.offset, header_.order);
        if (!applied) complain(applied.error().code, applied.error().what, entries.FileOffset(index));
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
