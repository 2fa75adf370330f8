#include "host/code/bit_use.h"

#include <bit>

#include "arch/common/bits.h"

namespace faultbox {
namespace {

constexpr size_t kFarthestUse = 4;     // Instructions.
constexpr size_t kFarthestStore = 12;  // Instructions.

using Kind = BitOperation::Kind;

bool Mentions(const Instruction& instruction, RegisterId reg) {
    bool mentions = instruction.source == reg || instruction.source2 == reg || instruction.source3 == reg ||
                    instruction.destination == reg || Bit(instruction.clobbers, reg);
    for (const MemoryAccess& access : instruction.memory) {
        mentions = mentions || access.base == reg || access.index == reg || access.data == reg || access.data2 == reg ||
                   Bit(access.data_mask, reg);
    }
    return mentions;
}

bool Touches(const BitOperation& operation, RegisterId reg) {
    return operation.in_memory || operation.source == reg || operation.source2 == reg || operation.destination == reg;
}

// All its operands are known.
bool IsTransparent(const Instruction& instruction) {
    switch (instruction.operation) {
        case Operation::kLoad:
        case Operation::kStore:
        case Operation::kMove:
        case Operation::kMoveImmediate:
        case Operation::kMoveTop:
        case Operation::kAdd:
        case Operation::kSubtract:
            return true;
        default:
            return false;
    }
}

// One run of ones.
std::optional<BitRange> RangeOf(uint64_t mask) {
    if (mask == 0) return std::nullopt;
    const auto first = static_cast<unsigned>(std::countr_zero(mask));
    const auto count = static_cast<unsigned>(std::popcount(mask));
    if (std::countr_one(mask >> first) != static_cast<int>(count)) return std::nullopt;
    return BitRange{first, count};
}

class BitUseSearch {
  public:
    BitUseSearch(const SymbolFile& file, const FunctionCode& code, size_t index, const MemoryAccess& access)
        : file_(file), code_(code), index_(index), access_(access), data_(access.data) {
        if (access.size_bytes >= 1 && access.size_bytes <= 8)
            accessed_ = Bits(~uint64_t{0}, access.size_bytes * 8u - 1, 0);
    }

    std::optional<BitRange> Find() {
        std::optional<BitOperation> own = OperationAt(index_);
        if (own && own->in_memory) return RangeOf(own->kind == Kind::kKeep ? ~own->mask & accessed_ : Accessed(*own));
        const bool is_load = code_[index_].instruction.operation == Operation::kLoad;
        if (!is_load || data_ == kNoRegister || access_.count != 1 || access_.write_back != WriteBack::kNone) {
            return std::nullopt;
        }
        std::optional<size_t> use = FirstUse();
        if (!use) return std::nullopt;
        std::optional<BitOperation> operation = OperationAt(*use);
        // What is taken out while the rest goes back is what is kept. Others may look at the register later, unless it
        // is gone.
        const bool takes = operation->kind == Kind::kExtract || operation->kind == Kind::kKeep;
        if (takes && operation->destination == data_ && !IsStoredBehind(*use)) return RangeOf(TakenFrom(*use));
        return RangeOf(ChangedFrom(*use));
    }

  private:
    uint64_t Accessed(const BitOperation& operation) const { return operation.mask & accessed_; }

    bool IsNext(size_t at) const { return at < code_.size() && code_.OnlyPredecessor(at) == at - 1; }

    std::optional<BitOperation> OperationAt(size_t at) const {
        const Instruction& instruction = code_[at].instruction;
        Result<Bytes> bytes = file_.ReadImage(code_[at].address, instruction.length);
        if (!bytes || instruction.conditional) return std::nullopt;
        return code_.analysis().decode_bit_operation(*bytes, code_.is_thumb());
    }

    // The first instruction that does anything with the loaded value, if that is an operation on its bits.
    std::optional<size_t> FirstUse() const {
        for (size_t at = index_ + 1; at <= index_ + kFarthestUse && IsNext(at); ++at) {
            std::optional<BitOperation> use = OperationAt(at);
            if (use && use->source == data_) return at;
            if (use && !use->in_memory && !Touches(*use, data_)) continue;
            if (!IsTransparent(code_[at].instruction) || Mentions(code_[at].instruction, data_)) break;
        }
        return std::nullopt;
    }

    // Bits are moved down first and cut off then where there is no instruction for both.
    uint64_t TakenFrom(size_t use) const {
        const BitOperation first = *OperationAt(use);
        const uint64_t taken = Accessed(first);
        if (first.kind != Kind::kExtract || taken == 0 || !IsNext(use + 1)) return taken;
        std::optional<BitOperation> second = OperationAt(use + 1);
        const bool cuts =
            second && second->kind == Kind::kKeep && second->source == data_ && second->destination == data_;
        return cuts ? taken & second->mask << std::countr_zero(first.mask) : taken;
    }

    // The place is written again at `at`; by what.
    std::optional<RegisterId> StoredAt(size_t at) const {
        const Instruction& instruction = code_[at].instruction;
        if (instruction.operation != Operation::kStore || instruction.memory.empty()) return std::nullopt;
        const MemoryAccess& store = instruction.memory[0];
        bool is_it = store.base == access_.base && store.index == access_.index &&
                     store.displacement == access_.displacement && store.size_bytes == access_.size_bytes;
        return is_it ? std::optional(store.data) : std::nullopt;
    }

    bool IsStoredBehind(size_t use) const {
        for (size_t at = use + 1; at <= use + kFarthestStore && IsNext(at); ++at) {
            if (StoredAt(at)) return true;
            if (Bit(code_[at].instruction.clobbers, access_.base)) return false;
        }
        return false;
    }

    // The bits that are not those of memory any more when the value is stored back; 0 where it is not, or they are not
    // known.
    uint64_t ChangedFrom(size_t use) {
        uint64_t changed = 0;
        bool is_combined = false;
        RegisterId holder = data_;
        for (size_t at = use; at <= use + kFarthestStore && (at == use || IsNext(at)); ++at) {
            const Instruction& instruction = code_[at].instruction;
            if (std::optional<RegisterId> stored = StoredAt(at)) return *stored == holder ? changed & accessed_ : 0;
            if (Bit(instruction.clobbers, access_.base)) return 0;
            std::optional<BitOperation> operation = OperationAt(at);
            if (operation && operation->source == holder && operation->destination == holder) {
                if (operation->kind == Kind::kKeep) changed |= ~operation->mask;
                if (operation->kind == Kind::kChange) changed |= operation->mask;
                if (operation->kind == Kind::kExtract) return 0;
                is_combined |= operation->kind == Kind::kCombine;
            } else if (operation && operation->kind == Kind::kCombine &&
                       (operation->source == holder || operation->source2 == holder)) {
                holder = operation->destination;
                is_combined = true;
            } else if (operation ? Touches(*operation, holder)
                                 : !IsTransparent(instruction) || Mentions(instruction, holder)) {
                return 0;
            }
            // Which bits another register brings in is known where they were cleared before only.
            if (is_combined && changed == 0) return 0;
        }
        return 0;
    }

    const SymbolFile& file_;
    const FunctionCode& code_;
    const size_t index_;
    const MemoryAccess& access_;
    const RegisterId data_;
    uint64_t accessed_ = 0;
};

}  // namespace

std::optional<BitRange> FindBitUse(const SymbolFile& file, const FunctionCode& code, size_t index,
                                   const MemoryAccess& access) {
    return BitUseSearch(file, code, index, access).Find();
}

}  // namespace faultbox
