#include "host/unwind/cfi_table.h"

#include <algorithm>

#include "host/unwind/cfi_constants.h"

namespace faultbox::unwind {
namespace {

constexpr uint32_t kExtendedLength = 0xffff'ffff;

uint64_t Truncated(uint64_t value, uint8_t address_size) {
    return address_size == 4 ? value & 0xffff'ffff : value;
}

uint64_t ReadEncodedNumber(ByteReader& reader, uint8_t format, uint8_t address_size) {
    switch (format) {
        case DW_EH_PE_absptr:
            return reader.Unsigned(address_size);
        case DW_EH_PE_uleb128:
            return reader.Uleb128();
        case DW_EH_PE_udata2:
            return reader.U16();
        case DW_EH_PE_udata4:
            return reader.U32();
        case DW_EH_PE_sleb128:
            return static_cast<uint64_t>(reader.Sleb128());
        case DW_EH_PE_sdata2:
            return static_cast<uint64_t>(reader.Signed(2));
        case DW_EH_PE_sdata4:
            return static_cast<uint64_t>(reader.Signed(4));
        case DW_EH_PE_udata8:
        case DW_EH_PE_sdata8:
            return reader.U64();
        default:
            reader.Fail(ErrorCode::kUnsupported, "pointer encoding is not known");
            return 0;
    }
}

// The augmentation data that the letters behind 'z' announce (LSB Core 5.0, section 10.6.1.1.1).
void ReadAugmentation(ByteReader& reader, std::string_view letters, const CfiSection& section, Cie& cie) {
    if (letters.empty()) return;
    if (letters[0] != 'z') return reader.Fail(ErrorCode::kUnsupported, "augmentation of a CIE is not known");
    cie.has_augmentation = true;
    uint64_t size = reader.Uleb128();
    uint64_t start = reader.offset();
    for (char letter : letters.substr(1)) {
        switch (letter) {
            case 'R':
                cie.pointer_encoding = reader.U8();
                break;
            case 'P': {
                uint8_t encoding = reader.U8();
                ReadEncodedPointer(reader, encoding & ~0x80, section.address, cie.address_size);
                break;
            }
            case 'L':
                reader.U8();
                break;
            case 'S':
                cie.is_signal_frame = true;
                break;
            case 'B':  // AArch64: return addresses are signed with the B key, which changes nothing here.
                break;
            default:
                return reader.Fail(ErrorCode::kUnsupported, "augmentation of a CIE is not known");
        }
    }
    if (!reader.ok()) return;
    if (reader.offset() - start > size) return reader.Fail(ErrorCode::kMalformed, "augmentation data is too short");
    reader.Skip(size - (reader.offset() - start));
}

}  // namespace

uint64_t ReadEncodedPointer(ByteReader& reader, uint8_t encoding, uint64_t base, uint8_t address_size) {
    uint64_t place = base + reader.offset();
    uint64_t value = ReadEncodedNumber(reader, encoding & kEncodingFormat, address_size);
    switch (encoding & kEncodingApplication) {
        case 0:
            break;
        case DW_EH_PE_pcrel:
            value += place;
            break;
        default:
            reader.Fail(ErrorCode::kUnsupported, "pointer is relative to what only a running program knows");
    }
    return Truncated(value, address_size);
}

/// Where an entry lies in the section.
struct CfiTable::Entry {
    uint64_t offset = 0;     ///< Of its length field.
    uint64_t id_offset = 0;  ///< Of its CIE id or pointer.
    uint64_t end = 0;
    uint64_t cie = 0;  ///< Of an FDE: offset of its CIE.
    bool is_cie = false;
    bool is_64 = false;  ///< The 64-bit format.
};

CfiTable::CfiTable(const CfiSection& section) : section_(section) {
    ReadEntries();
    std::ranges::stable_sort(entries_, {}, &Fde::begin);
}

void CfiTable::ReadEntries() {
    std::vector<Entry> fdes;
    ByteReader reader(section_.bytes, section_.order);
    while (reader.ok() && !reader.at_end()) {
        Entry entry{.offset = reader.offset()};
        uint64_t length = reader.U32();
        entry.is_64 = length == kExtendedLength;
        if (entry.is_64) length = reader.U64();
        if (length == 0 && reader.ok()) continue;  // A terminator; a linker may leave several.
        entry.id_offset = reader.offset();
        entry.end = entry.id_offset + length;
        if (!reader.ok() || length > reader.remaining()) {
            ++skipped_;
            return;
        }
        uint64_t id = reader.Unsigned(entry.is_64 && !section_.is_eh_frame ? 8 : 4);
        uint64_t none = section_.is_eh_frame ? 0 : entry.is_64 ? ~uint64_t{0} : kExtendedLength;
        entry.is_cie = id == none;
        entry.cie = section_.is_eh_frame ? entry.id_offset - id : id;
        if (entry.is_cie) {
            ReadCie(entry);
        } else {
            fdes.push_back(entry);
        }
        reader.Seek(entry.end);
    }
    for (const Entry& entry : fdes) ReadFde(entry);
}

void CfiTable::ReadCie(const Entry& entry) {
    ByteReader reader(section_.bytes.first(static_cast<size_t>(entry.end)), section_.order);
    reader.Seek(entry.id_offset + (entry.is_64 && !section_.is_eh_frame ? 8 : 4));
    Cie cie{.address_size = section_.address_size};
    uint8_t version = reader.U8();
    if (version != 1 && version != 3 && version != 4) reader.Fail(ErrorCode::kUnsupported, "version of a CIE");
    std::string_view letters = reader.CString();
    if (letters == "eh") reader.Skip(section_.address_size);  // GCC 2: a pointer, then as without letters.
    if (version == 4) {
        cie.address_size = reader.U8();
        if (reader.U8() != 0) reader.Fail(ErrorCode::kUnsupported, "segment selectors in call frame information");
        if (cie.address_size != 4 && cie.address_size != 8) reader.Fail(ErrorCode::kMalformed, "address size");
    }
    cie.code_alignment = reader.Uleb128();
    cie.data_alignment = reader.Sleb128();
    cie.return_address_register = version == 1 ? reader.U8() : reader.Uleb128();
    if (letters != "eh" && reader.ok()) ReadAugmentation(reader, letters, section_, cie);
    cie.instructions_offset = reader.offset();
    cie.instructions = reader.Take(reader.remaining());
    if (reader.ok()) {
        cies_.emplace(entry.offset, cie);
    } else {
        ++skipped_;
    }
}

void CfiTable::ReadFde(const Entry& entry) {
    auto cie = cies_.find(entry.cie);
    if (cie == cies_.end()) {
        ++skipped_;
        return;
    }
    ByteReader reader(section_.bytes.first(static_cast<size_t>(entry.end)), section_.order);
    reader.Seek(entry.id_offset + (entry.is_64 && !section_.is_eh_frame ? 8 : 4));
    Fde fde{.cie = &cie->second};
    uint8_t encoding = section_.is_eh_frame ? fde.cie->pointer_encoding : uint8_t{DW_EH_PE_absptr};
    fde.begin = ReadEncodedPointer(reader, encoding, section_.address, fde.cie->address_size);
    uint64_t size = ReadEncodedNumber(reader, encoding & kEncodingFormat, fde.cie->address_size);
    fde.end = fde.begin + Truncated(size, fde.cie->address_size);
    if (fde.cie->has_augmentation) reader.Skip(reader.Uleb128());
    fde.instructions_offset = reader.offset();
    fde.instructions = reader.Take(reader.remaining());
    if (reader.ok() && fde.end > fde.begin) {
        entries_.push_back(fde);
    } else {
        ++skipped_;
    }
}

std::optional<Fde> CfiTable::Find(uint64_t address) const {
    auto behind = std::ranges::upper_bound(entries_, address, {}, &Fde::begin);
    if (behind == entries_.begin()) return std::nullopt;
    const Fde& fde = *std::prev(behind);
    return address < fde.end ? std::optional(fde) : std::nullopt;
}

}  // namespace faultbox::unwind
