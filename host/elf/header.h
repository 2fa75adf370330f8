#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "arch/common/byte_reader.h"
#include "host/elf/section.h"

namespace faultbox::elf {

/// The ELF header (System V gABI, "ELF Header").
struct Header {
    bool is_64 = false;
    std::endian order = std::endian::little;
    uint16_t type = 0;     ///< ET_*
    uint16_t machine = 0;  ///< EM_*
    uint64_t section_table_offset = 0;
    uint16_t section_entry_size = 0;
    uint16_t section_count = 0;        ///< 0 with extended numbering.
    uint16_t section_names_index = 0;  ///< SHN_XINDEX with extended numbering.
};

/// Something in the file that cannot be read; the rest can.
struct Damage {
    Error error;
    std::string_view section;  ///< Its name; empty where the damage is in no section.
};

/// kMalformed where `file` is no ELF file, kTruncated where the header does not fit.
Result<Header> ReadHeader(Bytes file);

/// The section headers, with names and contents. Those that lie behind the end of the file are missing; that and other
/// defects are appended to `damages`. An error where not one header can be read.
Result<std::vector<Section>> ReadSections(Bytes file, const Header& header, std::vector<Damage>& damages);

/// Reads an address or size: 4 or 8 bytes.
inline uint64_t ReadWord(ByteReader& reader, const Header& header) {
    return header.is_64 ? reader.U64() : reader.U32();
}

}  // namespace faultbox::elf
