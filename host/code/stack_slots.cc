#include "host/code/stack_slots.h"

#include <algorithm>
#include <bit>

#include "arch/common/bits.h"
#include "host/code/wrapped.h"

namespace faultbox {
namespace {

constexpr int kMostPasses = 16;
constexpr int kDeepest = 4;
// Instructions that all walks over one function may pass; one with ten thousand is walked four hundred times.
constexpr size_t kMostSteps = 1 << 22;

// What is known of the stack pointer before an instruction.
struct Depth {
    enum class Kind : uint8_t { kUnvisited, kKnown, kUnknown };
    Kind kind = Kind::kUnvisited;
    int64_t value = 0;
    friend bool operator==(const Depth&, const Depth&) = default;
};

Depth Merged(const Depth& a, const Depth& b) {
    if (a.kind == Depth::Kind::kUnvisited) return b;
    if (b.kind == Depth::Kind::kUnvisited || a == b) return a;
    return {Depth::Kind::kUnknown, 0};
}

Depth After(const Depth& before, std::optional<int64_t> effect) {
    if (before.kind != Depth::Kind::kKnown) return before;
    if (!effect) return {Depth::Kind::kUnknown, 0};
    return {Depth::Kind::kKnown, AddWrapped(before.value, *effect)};
}

// The register that is stored at the `element`th place.
RegisterId StoredRegister(const MemoryAccess& access, int64_t element) {
    if (access.data_mask == 0) return element == 0 ? access.data : element == 1 ? access.data2 : kNoRegister;
    uint64_t mask = access.data_mask;
    for (; element > 0 && mask != 0; --element) mask &= mask - 1;
    return mask == 0 ? kNoRegister : static_cast<RegisterId>(std::countr_zero(mask));
}

// By how much a write-back moves the base. Of several registers it is their size in all, where the displacement leads
// to the first of them (DDI 0406C, A8.8.61 LDMIB, A8.8.200 STMDA).
int64_t StepOf(const MemoryAccess& access) {
    if (access.data_mask == 0 || access.write_back != WriteBack::kBefore) return access.displacement;
    const int64_t span = int64_t{access.size_bytes} * access.count;
    return access.displacement > 0 ? span : -span;
}

}  // namespace

StackSlots::StackSlots(const ArchInfo& arch, const FunctionCode& code)
    : arch_(arch),
      code_(code),
      frame_pointers_(code.analysis().frame_pointers),
      holders_(FindHolders()),
      walks_left_(kMostSteps / (code.size() + 1)) {
    FindDepths();
}

// By how much the instruction moves the stack pointer; a call leaves it as it was.
std::optional<int64_t> StackSlots::EffectOf(const Instruction& instruction) const {
    if (instruction.is_call() || !Bit(instruction.clobbers, arch_.sp)) return 0;
    if (instruction.conditional) return std::nullopt;
    for (const MemoryAccess& access : instruction.memory) {
        bool moves = access.base == arch_.sp && access.write_back != WriteBack::kNone && access.index == kNoRegister;
        if (moves) return StepOf(access);
    }
    bool is_sum = instruction.destination == arch_.sp && instruction.source == arch_.sp &&
                  instruction.source2 == kNoRegister && !instruction.narrow;
    if (is_sum && instruction.operation == Operation::kAdd) return instruction.immediate;
    if (is_sum && instruction.operation == Operation::kSubtract) return SubtractWrapped(0, instruction.immediate);
    return std::nullopt;
}

void StackSlots::FindDepths() {
    std::vector<std::optional<int64_t>> effects(code_.size());
    for (size_t index = 0; index < code_.size(); ++index) effects[index] = EffectOf(code_[index].instruction);
    std::vector<Depth> depths(code_.size());
    bool changed = code_.size() != 0;
    for (int pass = 0; changed && pass < kMostPasses; ++pass) {
        changed = false;
        for (size_t index = 0; index < code_.size(); ++index) {
            Depth depth;
            if (index == code_.entry() && code_.has_entry()) depth = {Depth::Kind::kKnown, 0};
            for (uint32_t before : code_.Predecessors(index)) {
                depth = Merged(depth, After(depths[before], effects[before]));
            }
            changed = changed || depth != depths[index];
            depths[index] = depth;
        }
    }
    depths_.resize(code_.size());
    if (changed) return;
    for (size_t index = 0; index < code_.size(); ++index) {
        if (depths[index].kind == Depth::Kind::kKnown) depths_[index] = depths[index].value;
    }
}

// A copy of the stack pointer or frame pointer, or a sum of one with a constant.
std::optional<int64_t> StackSlots::AddressMade(size_t index, int depth) const {
    const Instruction& instruction = code_[index].instruction;
    bool is_plain = !instruction.conditional && !instruction.narrow && instruction.source2 == kNoRegister &&
                    instruction.source != kNoRegister && instruction.source != arch_.pc;
    if (!is_plain) return std::nullopt;
    int64_t added = 0;
    if (instruction.operation == Operation::kAdd) {
        added = instruction.immediate;
    } else if (instruction.operation == Operation::kSubtract) {
        added = SubtractWrapped(0, instruction.immediate);
    } else if (instruction.operation != Operation::kMove) {
        return std::nullopt;
    }
    std::optional<int64_t> base = AddressIn(index, instruction.source, depth + 1);
    return base ? std::optional(AddWrapped(*base, added)) : std::nullopt;
}

uint64_t StackSlots::FindHolders() const {
    uint64_t holders = uint64_t{1} << arch_.sp, before = 0;
    while (holders != before) {
        before = holders;
        for (size_t index = 0; index < code_.size(); ++index) {
            const Instruction& instruction = code_[index].instruction;
            const bool copies = instruction.operation == Operation::kMove || instruction.operation == Operation::kAdd ||
                                instruction.operation == Operation::kSubtract;
            const bool is_from = instruction.source < 64 && Bit(holders, instruction.source);
            if (copies && is_from && instruction.destination < 64) holders |= uint64_t{1} << instruction.destination;
        }
    }
    return holders;
}

std::optional<int64_t> StackSlots::AddressIn(size_t index, RegisterId reg, int depth) const {
    if (reg == arch_.sp) return depths_[index];
    if (depth > kDeepest || reg >= 64 || !Bit(holders_, reg)) return std::nullopt;
    if (depth > 0) return AddressBefore(index, reg, depth);
    auto [known, is_new] = known_.try_emplace(index << 8 | reg);
    if (is_new) known->second = AddressBefore(index, reg, depth);
    return known->second;
}

std::optional<int64_t> StackSlots::AddressBefore(size_t index, RegisterId reg, int depth) const {
    if (walks_left_ == 0) return std::nullopt;
    --walks_left_;
    Definition definition = code_.FindDefinition(index, reg);
    if (definition.kind != Definition::Kind::kInstruction) return std::nullopt;
    if (code_[definition.index].instruction.destination != reg) return std::nullopt;
    return AddressMade(definition.index, depth);
}

std::optional<int64_t> StackSlots::PlaceOf(size_t index, const MemoryAccess& access) const {
    bool is_whole = access.address_bytes == 0 || access.address_bytes == arch_.pointer_size;
    bool is_plain = access.base != kNoRegister && access.index == kNoRegister && !access.index_unknown &&
                    access.segment == kNoRegister && is_whole;
    std::optional<int64_t> base = is_plain ? AddressIn(index, access.base) : std::nullopt;
    if (!base) return std::nullopt;
    return AddWrapped(*base, access.write_back == WriteBack::kAfter ? 0 : access.displacement);
}

// The lowest address that some instruction makes of the stack pointer: it may be that of an object which all places
// above lie in. INT64_MIN where it is not known. The frame pointer is none: it is handed to nobody.
int64_t StackSlots::LowestMade() const {
    int64_t lowest = INT64_MAX;
    for (size_t index = 0; index < code_.size(); ++index) {
        const Instruction& instruction = code_[index].instruction;
        for (const MemoryAccess& access : instruction.memory) {
            if (access.data == arch_.sp && access.access == Access::kWrite) return INT64_MIN;
        }
        RegisterId made = instruction.destination;
        if (made == kNoRegister || made == arch_.sp || !instruction.memory.empty() || !code_.IsStraight(index))
            continue;
        if (Bit(frame_pointers_, made)) continue;
        std::optional<int64_t> address = AddressMade(index, 0);
        const bool is_sum = instruction.source == arch_.sp || instruction.source2 == arch_.sp;
        if (!address && is_sum) return INT64_MIN;
        if (address) lowest = std::min(lowest, *address);
    }
    return lowest;
}

bool StackSlots::MayBePointedTo(int64_t place) const {
    if (!lowest_made_) lowest_made_ = LowestMade();
    return *lowest_made_ <= place;
}

// What the instruction at `index` does to the slot at `place`.
StackSlots::Write StackSlots::WriteTo(size_t index, int64_t place) const {
    const Instruction& instruction = code_[index].instruction;
    const int64_t size = arch_.pointer_size;
    Write write;
    for (const MemoryAccess& access : instruction.memory) {
        if (access.access != Access::kWrite && !access.also_writes) continue;
        std::optional<int64_t> start = PlaceOf(index, access);
        if (!start && access.base == arch_.sp) return {.reason = "a stack slot may be written through an index"};
        const int64_t step = std::max<int64_t>(access.size_bytes, 1);
        if (!start) continue;
        const int64_t inside = SubtractWrapped(place, *start);
        if (inside <= -size || inside >= step * access.count) continue;
        if (instruction.conditional) return {.reason = "a stack slot is written conditionally"};
        bool is_whole = !access.also_writes && access.size_bytes == size && inside % size == 0;
        if (is_whole) write.data = StoredRegister(access, inside / size);
        if (write.data == kNoRegister) return {.reason = "a stack slot is not written from one register"};
    }
    return write;
}

// As FunctionCode::FindLikelyDefinition().
SlotDefinition StackSlots::FindStore(size_t index, int64_t place) const {
    SlotDefinition known = FindOnPaths(index, place, false);
    if (known.definition.kind == Definition::Kind::kUnknown) return known;
    known.may_be_pointed_to = MayBePointedTo(place);
    if (walks_left_ == 0) {
        return {.definition = {Definition::Kind::kUnknown, 0, "the function is too large to be sure of its stack"}};
    }
    if (!code_.may_miss_paths()) return known;
    const SlotDefinition all = FindOnPaths(index, place, true);
    known.definition.may_miss_paths = code_.leads_anywhere() || walks_left_ == 0 ||
                                      all.definition.kind != known.definition.kind ||
                                      all.definition.index != known.definition.index || all.data != known.data;
    return known;
}

SlotDefinition StackSlots::FindOnPaths(size_t index, int64_t place, bool from_computed_jumps) const {
    auto unknown = [](const char* reason) {
        return SlotDefinition{.definition = {Definition::Kind::kUnknown, 0, reason}};
    };
    SlotDefinition found;
    bool reaches_entry = index == code_.entry();
    std::vector<bool> seen(code_.size());
    std::vector<uint32_t> pending;
    auto step_back = [&](size_t from) {
        pending.insert(pending.end(), code_.Predecessors(from).begin(), code_.Predecessors(from).end());
        return !code_.Predecessors(from).empty();
    };
    if (from_computed_jumps) pending.assign(code_.computed_jumps().begin(), code_.computed_jumps().end());
    if (!step_back(index) && !reaches_entry) return unknown("no path to this instruction is known");
    while (!pending.empty()) {
        const uint32_t at = pending.back();
        pending.pop_back();
        if (seen[at]) continue;
        seen[at] = true;
        Write write = WriteTo(at, place);
        if (write.reason != nullptr) return unknown(write.reason);
        if (write.data != kNoRegister) {
            if (found.data != kNoRegister) return unknown("several paths write a stack slot");
            found.definition = {Definition::Kind::kInstruction, at, ""};
            found.data = write.data;
            continue;
        }
        if (at == code_.entry()) {
            reaches_entry = true;
        } else if (code_.Predecessors(at).empty() && !from_computed_jumps) {
            return unknown("a path comes from a computed jump");
        }
        step_back(at);
    }
    const bool is_found = found.data != kNoRegister;
    if (is_found && reaches_entry) return unknown("a stack slot is written on some paths only");
    if (is_found) return found;
    if (place < 0 || !code_.has_entry() || !reaches_entry) return unknown("nobody wrote a stack slot");
    found.definition = {Definition::Kind::kFunctionEntry, 0, ""};
    return found;
}

}  // namespace faultbox
