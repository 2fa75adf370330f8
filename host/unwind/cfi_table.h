#pragma once

#include <bit>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "arch/common/byte_reader.h"
#include "arch/common/result.h"

namespace faultbox::unwind {

/// A section of call frame information as it stands in a file, relocated. Untrusted.
struct CfiSection {
    Bytes bytes;
    uint64_t address = 0;      ///< Link address, for pointers relative to their place (.eh_frame).
    bool is_eh_frame = false;  ///< Else .debug_frame.
    std::endian order = std::endian::little;
    uint8_t address_size = 8;  ///< 4 or 8 bytes.
};

/// A common information entry (DWARF 5, section 6.4.1; for .eh_frame LSB Core 5.0, section 10.6.1.1).
struct Cie {
    uint64_t code_alignment = 1;
    int64_t data_alignment = 1;
    uint64_t return_address_register = 0;  ///< DWARF number.
    uint8_t address_size = 8;
    uint8_t pointer_encoding = 0;   ///< DW_EH_PE_* of the addresses in its FDEs.
    bool has_augmentation = false;  ///< 'z': FDEs have augmentation data.
    bool is_signal_frame = false;   ///< 'S': the frame was interrupted, its pc is no return address.
    Bytes instructions;
    uint64_t instructions_offset = 0;  ///< In the section.
};

/// A frame description entry: how to unwind code at [begin, end), link addresses.
struct Fde {
    const Cie* cie = nullptr;
    uint64_t begin = 0;
    uint64_t end = 0;
    Bytes instructions;
    uint64_t instructions_offset = 0;  ///< In the section.
};

/// All FDEs of a section, sorted by address. What cannot be read is skipped and counted.
class CfiTable {
  public:
    CfiTable() = default;
    explicit CfiTable(const CfiSection& section);

    /// The FDE for code at `address`, nullopt where there is none. Its CIE lives as long as the table.
    std::optional<Fde> Find(uint64_t address) const;
    const std::vector<Fde>& entries() const { return entries_; }
    const CfiSection& section() const { return section_; }
    /// Entries that could not be read.
    uint64_t skipped() const { return skipped_; }

  private:
    struct Entry;
    void ReadEntries();
    void ReadCie(const Entry& entry);
    void ReadFde(const Entry& entry);

    CfiSection section_;
    std::map<uint64_t, Cie> cies_;  ///< By offset.
    std::vector<Fde> entries_;
    uint64_t skipped_ = 0;
};

/// Reads a pointer of that encoding (DW_EH_PE_*) at the reader's place. `base` is the link address of the reader's
/// first byte. What needs the running program (relative to a segment, indirect) is kUnsupported, left in the reader.
uint64_t ReadEncodedPointer(ByteReader& reader, uint8_t encoding, uint64_t base, uint8_t address_size);

}  // namespace faultbox::unwind
