#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "host/code/function_code.h"

namespace faultbox {

/// Who stored what a stack slot holds.
struct SlotDefinition {
    Definition definition;           ///< kFunctionEntry: the caller, before the function was entered.
    RegisterId data = kNoRegister;   ///< The register that the instruction stored.
    bool may_be_pointed_to = false;  ///< The slot's address was taken: others may have written it.
};

/// The stack frame of one function. Places are bytes from the stack pointer at the function's entry: negative in the
/// frame, from 0 upwards the return address (x86) and what the caller has there.
class StackSlots {
  public:
    StackSlots(const ArchInfo& arch, const FunctionCode& code);

    /// The place that `access` of the instruction at `index` goes to; nullopt where it is none that is known.
    std::optional<int64_t> PlaceOf(size_t index, const MemoryAccess& access) const;
    /// What `reg` holds before the instruction at `index`, where that is an address on the stack.
    std::optional<int64_t> AddressIn(size_t index, RegisterId reg) const { return AddressIn(index, reg, 0); }
    /// Follows all paths backwards from `index` to whoever stored a pointer at `place`; only likely, with
    /// `may_miss_paths`, where a computed jump may come from where something else was there.
    SlotDefinition FindStore(size_t index, int64_t place) const;

  private:
    struct Write {
        RegisterId data = kNoRegister;  // What was stored; kNoRegister where nothing was.
        const char* reason = nullptr;   // Why that is not known.
    };
    Write WriteTo(size_t index, int64_t place) const;
    SlotDefinition FindOnPaths(size_t index, int64_t place, bool from_computed_jumps) const;
    std::optional<int64_t> AddressIn(size_t index, RegisterId reg, int depth) const;
    std::optional<int64_t> AddressBefore(size_t index, RegisterId reg, int depth) const;
    uint64_t FindHolders() const;
    std::optional<int64_t> AddressMade(size_t index, int depth) const;
    std::optional<int64_t> EffectOf(const Instruction& instruction) const;
    int64_t LowestMade() const;
    bool MayBePointedTo(int64_t place) const;
    void FindDepths();

    const ArchInfo& arch_;
    const FunctionCode& code_;
    const uint64_t frame_pointers_;
    std::vector<std::optional<int64_t>> depths_;  // The stack pointer before each instruction.
    const uint64_t holders_;                      // Registers that can be copies of it, or sums with it.
    // What was asked before, by instruction and register: every store of a function is asked about again and again.
    mutable std::unordered_map<uint64_t, std::optional<int64_t>> known_;
    mutable size_t walks_left_;
    mutable std::optional<int64_t> lowest_made_;
};

}  // namespace faultbox
