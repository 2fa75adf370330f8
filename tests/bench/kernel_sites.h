#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "arch/common/bytes.h"
#include "arch/common/register_set.h"
#include "host/elf/elf_file.h"

namespace faultbox::bench {

/// A function of a kernel's .text.
struct Function {
    std::string name;      ///< No other symbol of the file has it.
    uint64_t address = 0;  ///< Link address.
    uint64_t size = 0;     ///< Bytes up to the next symbol, as kernels print it (get_symbol_pos, kernel/kallsyms.c).
};

/// A place in it.
struct Place {
    const Function* function = nullptr;
    uint64_t address = 0;  ///< Link address.
};

/// A load or store of [base + displacement]: with zero in the base, a NULL pointer dereference at the displacement.
struct AccessSite {
    Place place;
    RegisterId base = kNoRegister;  ///< Of x86_64; not rsp.
    uint64_t displacement = 0;      ///< Bytes, below 4096.
    bool is_write = false;
};

/// The code of an x86-64 vmlinux, read once from end to end.
class KernelSites {
  public:
    /// `file` must outlive the object.
    explicit KernelSites(const elf::ElfFile& file);

    /// Every site that can crash so.
    const std::vector<AccessSite>& accesses() const { return accesses_; }
    /// So many return addresses, innermost first: of a call of the function before, begun with `inner`; where nothing
    /// calls that directly, of any indirect call.
    std::vector<Place> CallersOf(const Function& inner, size_t count, std::mt19937_64& random) const;
    /// Bytes of the text around an address, as far as there are any.
    Bytes TextAt(uint64_t address, uint64_t size) const;

  private:
    struct Call {
        uint64_t callee = 0;
        Place after;
    };

    void FindFunctions(const elf::ElfFile& file);
    void ReadCode(const Function& function);

    uint64_t begin_ = 0;
    Bytes text_;
    std::vector<Function> functions_;  ///< By address.
    std::vector<AccessSite> accesses_;
    std::vector<Call> calls_;            ///< Direct ones, by callee.
    std::vector<Place> indirect_calls_;  ///< Behind such.
};

}  // namespace faultbox::bench
