#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "arch/common/register_set.h"
#include "host/elf/elf_file.h"
#include "host/unwind/stack_memory.h"

namespace faultbox::unwind {

/// An entry of the index table of "Exception Handling ABI for the Arm Architecture" (IHI 0038, section 6).
struct ExidxEntry {
    uint64_t function = 0;  ///< Link address of the first instruction it is for, Thumb bit cleared.
    uint64_t end = 0;       ///< Behind the last: the next entry's, or the end of the section of code.
    uint64_t place = 0;     ///< Link address of the second word.
    uint32_t content = 0;   ///< The second word.
};

/// The unwinding instructions of a function: bytes in the order they run.
struct ExidxInstructions {
    bool cannot_unwind = false;  ///< EXIDX_CANTUNWIND.
    std::vector<uint8_t> bytes;
};

/// All index tables of an ARM file, sorted by address.
class ExidxTable {
  public:
    ExidxTable() = default;
    /// `file` must outlive the table. A file without such tables gives an empty one.
    explicit ExidxTable(const elf::ElfFile& file);

    std::optional<ExidxEntry> Find(uint64_t address) const;
    /// The instructions of an entry, in line or in .ARM.extab. Errors: kUnsupported for a personality routine that is
    /// not one of the ABI's three, kTruncated, kMalformed.
    Result<ExidxInstructions> InstructionsOf(const ExidxEntry& entry) const;
    const std::vector<ExidxEntry>& entries() const { return entries_; }

  private:
    void ReadSection(const elf::Section& section);
    Result<ExidxInstructions> ReadExtab(uint64_t address) const;

    const elf::ElfFile* file_ = nullptr;
    std::vector<ExidxEntry> entries_;
};

/// Runs unwinding instructions (IHI 0038, section 10.3, table 4) over the registers of a frame: afterwards sp is the
/// caller's and pc the return address. Registers that nothing popped keep their values. kNotFound where a word is not
/// in `memory` or a register not known, kMalformed and kUnsupported for instructions that must not or cannot be run.
Result<void> RunExidx(Bytes instructions, RegisterSet& registers, const StackMemory& memory);

}  // namespace faultbox::unwind
