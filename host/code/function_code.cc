#include "host/code/function_code.h"

#include <algorithm>
#include <set>

#include "arch/common/bits.h"
#include "arch/common/byte_reader.h"

namespace faultbox {
namespace {

constexpr size_t kLargestFunction = 256 * 1024;
constexpr uint64_t kElsewhere = ~uint64_t{0};

// `ldr pc, [table, index, lsl #2]` of A32: the table stands behind it, but for an instruction where the table's address
// is the pc. Its words are addresses in the function.
void AddTableBehind(const Instruction& jump, size_t offset, const CodeRange& range, std::set<uint64_t>& literals) {
    const bool loads_pc = jump.operation == Operation::kLoad && jump.length == 4 && !jump.memory.empty() &&
                          jump.memory[0].index != kNoRegister && jump.memory[0].size_bytes == 4;
    if (!loads_pc) return;
    for (size_t at = offset + 4; at + 4 <= range.text.size(); at += 4) {
        const uint64_t word = ByteReader(range.text.subspan(at, 4), std::endian::little).Unsigned(4);
        const bool is_inside = word - range.start < range.text.size();
        if (!is_inside && at == offset + 4) continue;
        if (!is_inside) break;
        if (!literals.insert(range.start + at).second) break;
    }
}

}  // namespace

FunctionCode::FunctionCode(const ArchInfo& arch, const ArchAnalysis& analysis, Bytes text, uint64_t start, bool thumb)
    : FunctionCode(arch, analysis, std::vector<CodeRange>{{start, text}}, thumb, nullptr) {}

FunctionCode::FunctionCode(const ArchInfo& arch, const ArchAnalysis& analysis, const std::vector<CodeRange>& ranges,
                           bool thumb, const BranchTargets* targets, bool has_entry)
    : arch_(arch), analysis_(analysis), is_thumb_(thumb), has_entry_(has_entry) {
    for (const CodeRange& range : ranges) Decode(range, thumb);
    if (!std::ranges::is_sorted(entries_, {}, &Entry::address)) std::ranges::sort(entries_, {}, &Entry::address);
    auto repeated = std::ranges::unique(entries_, {}, &Entry::address);
    entries_.erase(repeated.begin(), repeated.end());
    if (!ranges.empty()) entry_ = IndexOf(ranges.front().start).value_or(0);
    if (targets != nullptr) {
        references_ = targets->references();
        Resolve(*targets);
    }
    std::vector<InstructionWay> ways = FindWays();
    predecessors_ = PredecessorTable(entries_.size(), ways);
    if (targets != nullptr) AddHidden(*targets, std::move(ways));
    UnlinkPadding();
}

void FunctionCode::Decode(const CodeRange& range, bool thumb) {
    const bool is_x86 = IsX86(arch_.arch);
    const size_t step = is_x86 ? 1 : thumb ? 2 : 4;
    Bytes text = range.text.first(std::min(range.text.size(), kLargestFunction));
    unsigned conditional_left = 0;
    std::set<uint64_t> literals;
    constexpr size_t kUsualLengthOfX86 = 3;  // Or more.
    entries_.reserve(entries_.size() + text.size() / (is_x86 ? kUsualLengthOfX86 : step));
    for (size_t offset = 0; offset < text.size();) {
        uint64_t address = range.start + offset;
        Result<Instruction> decoded = analysis_.decode_instruction(text.subspan(offset), address, thumb);
        if (!decoded || decoded->length == 0) {
            offset += step;
            continue;
        }
        if (conditional_left > 0) {
            decoded->conditional = true;
            --conditional_left;
        }
        conditional_left = std::max<unsigned>(conditional_left, decoded->predicates);
        for (const MemoryAccess& access : decoded->memory) {
            if (access.pc_relative && !is_x86) literals.insert(static_cast<uint64_t>(access.displacement));
        }
        if (!is_x86 && !thumb && WritesPc(*decoded)) AddTableBehind(*decoded, offset, range, literals);
        entries_.emplace_back(address, *decoded);
        offset += decoded->length;
    }
    if (literals.empty()) return;
    std::erase_if(entries_, [&](const Entry& entry) { return literals.contains(entry.address); });
}

void FunctionCode::Resolve(const BranchTargets& targets) {
    for (Entry& entry : entries_) {
        Instruction& instruction = entry.instruction;
        if (instruction.operation != Operation::kCall && instruction.operation != Operation::kJump) continue;
        bool is_referred = targets.ReferenceIn(entry.address, instruction.length) != nullptr;
        bool is_inside = IndexOf(static_cast<uint64_t>(instruction.immediate)).has_value();
        if (!is_referred && is_inside && instruction.operation == Operation::kJump) continue;
        BranchTarget target = targets.Of(entry.address, instruction);
        entry.target = target.symbol;
        entry.target_address = target.address;
        // Where no address is known the branch leaves the function: it must not seem to go to a place in it.
        instruction.immediate = static_cast<int64_t>(target.address.value_or(kElsewhere));
        ResolveThunk(entry);
    }
}

void FunctionCode::ResolveThunk(Entry& entry) {
    constexpr std::string_view kThroughRegister = "__x86_indirect_thunk_";
    Instruction& instruction = entry.instruction;
    const bool calls = instruction.operation == Operation::kCall;
    if (entry.target.starts_with(kThroughRegister)) {
        RegisterId reg = FindRegister(arch_, entry.target.substr(kThroughRegister.size()));
        if (reg == kNoRegister) return;
        instruction.operation = calls ? Operation::kCallRegister : Operation::kJumpRegister;
        instruction.source = reg;
        entry.target = {};
        entry.target_address = std::nullopt;
        entry.is_thunk = true;
    } else if (entry.target == "__fentry__" && calls) {
        // Patched to a no-op or to a tracer that keeps all registers (arch/x86/kernel/ftrace_64.S).
        instruction.operation = Operation::kOther;
        instruction.memory = {};
        instruction.clobbers = 0;
    } else if (entry.target == "__gnu_mcount_nc" && calls) {
        ResolveTracer(entry);
    } else if (entry.target == "__x86_return_thunk" && !calls) {
        instruction.operation = Operation::kJumpRegister;
        instruction.source = arch_.link;
    }
}

// Of what `push {lr}; bl __gnu_mcount_nc` pushes nothing is left behind it: the tracer takes it off the stack, and so
// does the pop {lr} that the kernel puts there (NOP of arch/arm/kernel/ftrace.c; entry-ftrace.S).
void FunctionCode::ResolveTracer(Entry& entry) {
    constexpr uint8_t kPopA32[] = {0x00, 0x40, 0xbd, 0xe8};
    constexpr uint8_t kPopT32[] = {0x5d, 0xf8, 0x04, 0xeb};
    Result<Instruction> pop = analysis_.decode_instruction(is_thumb_ ? kPopT32 : kPopA32, entry.address, is_thumb_);
    if (!pop) return;
    entry.instruction = *pop;
    entry.target = {};
    entry.target_address = std::nullopt;
}

const CodeReference* FunctionCode::ReferenceIn(uint64_t address, uint64_t length) const {
    auto found = std::ranges::lower_bound(references_, address, {}, &CodeReference::address);
    return found != references_.end() && found->address - address < length ? &*found : nullptr;
}

bool FunctionCode::IsStraight(size_t index) const {
    const Instruction& instruction = entries_[index].instruction;
    bool jumps = instruction.operation == Operation::kJump || instruction.operation == Operation::kJumpRegister;
    return !jumps && !instruction.is_call() && FallsThrough(instruction) && !WritesPc(instruction);
}

bool FunctionCode::WritesPc(const Instruction& instruction) const {
    return Bit(instruction.clobbers, arch_.pc);
}

bool FunctionCode::FallsThrough(const Instruction& instruction) const {
    if (instruction.conditional) return true;
    switch (instruction.operation) {
        case Operation::kJump:
        case Operation::kJumpRegister:
        case Operation::kUndefined:
            return false;
        case Operation::kCall:
        case Operation::kCallRegister:
            return true;
        default:
            return !WritesPc(instruction);
    }
}

void FunctionCode::AddJump(size_t index, std::vector<InstructionWay>& ways) {
    const Instruction& instruction = entries_[index].instruction;
    if (instruction.operation == Operation::kJump) {
        if (auto target = IndexOf(static_cast<uint64_t>(instruction.immediate))) {
            ways.push_back({static_cast<uint32_t>(index), static_cast<uint32_t>(*target)});
        }
        return;
    }
    bool returns = instruction.operation == Operation::kJumpRegister && instruction.source == arch_.link;
    bool pops_pc = !instruction.memory.empty() && instruction.memory[0].base == arch_.sp && WritesPc(instruction);
    bool jumps = instruction.operation == Operation::kJumpRegister || (!instruction.is_call() && WritesPc(instruction));
    // Code that is built with thunks has no jump tables: such a jump is a tail call.
    if (jumps && !returns && !pops_pc && !entries_[index].is_thunk)
        computed_jumps_.push_back(static_cast<uint32_t>(index));
}

std::vector<InstructionWay> FunctionCode::FindWays() {
    std::vector<InstructionWay> ways;
    ways.reserve(entries_.size() + entries_.size() / 4);
    for (size_t index = 0; index < entries_.size(); ++index) {
        const Entry& entry = entries_[index];
        bool adjacent =
            index + 1 < entries_.size() && entries_[index + 1].address == entry.address + entry.instruction.length;
        if (adjacent && FallsThrough(entry.instruction)) {
            ways.push_back({static_cast<uint32_t>(index), static_cast<uint32_t>(index + 1)});
        }
        AddJump(index, ways);
    }
    return ways;
}

// What the instructions do not show. `ways` are those that are known without.
void FunctionCode::AddHidden(const BranchTargets& targets, std::vector<InstructionWay> ways) {
    std::vector<InstructionWay> hidden;
    for (const PatchedWay& addresses : targets.FindPatchedWays()) {
        std::optional<size_t> from = IndexOf(addresses.from);
        std::optional<size_t> to = IndexOf(addresses.to);
        if (from && to) hidden.push_back({static_cast<uint32_t>(*from), static_cast<uint32_t>(*to)});
    }
    for (const ExceptionWay& exception : targets.FindExceptionWays()) AddException(exception, hidden);
    std::set<InstructionWay> added;
    for (const InstructionWay& way : hidden) {
        bool is_known = std::ranges::contains(predecessors_[way.to], way.from);
        if (!is_known && added.insert(way).second) ways.push_back(way);
    }
    if (!added.empty()) predecessors_ = PredecessorTable(entries_.size(), ways);
}

void FunctionCode::AddException(const ExceptionWay& exception, std::vector<InstructionWay>& added) {
    std::optional<size_t> from = IndexOf(exception.from);
    std::optional<size_t> to = exception.to ? IndexOf(*exception.to) : std::nullopt;
    if (!from || !to) {
        leads_anywhere_ = true;
        return;
    }
    added.push_back({static_cast<uint32_t>(*from), static_cast<uint32_t>(*to)});
    // What the instruction writes it has not written then.
    landings_[*to] |= exception.writes | entries_[*from].instruction.clobbers;
}

// No-ops that fill up to an aligned address stand where nothing comes from, and seem to fall through.
void FunctionCode::UnlinkPadding() {
    for (size_t index = 0; index + 1 < entries_.size() && !may_miss_paths(); ++index) {
        const Instruction& instruction = entries_[index].instruction;
        bool does_nothing = instruction.operation == Operation::kOther && instruction.clobbers == 0 &&
                            instruction.memory.empty() && !instruction.sets_flags;
        if (index == entry_ || !predecessors_[index].empty() || !does_nothing) continue;
        predecessors_.Remove({static_cast<uint32_t>(index), static_cast<uint32_t>(index + 1)});
    }
}

std::optional<size_t> FunctionCode::IndexOf(uint64_t address) const {
    auto found = std::ranges::lower_bound(entries_, address, {}, &Entry::address);
    if (found == entries_.end() || found->address != address) return std::nullopt;
    return static_cast<size_t>(found - entries_.begin());
}

std::optional<size_t> FunctionCode::IndexBefore(uint64_t address) const {
    auto next = std::ranges::lower_bound(entries_, address, {}, &Entry::address);
    if (next == entries_.begin()) return std::nullopt;
    auto found = next - 1;
    if (found->address + found->instruction.length != address) return std::nullopt;
    return static_cast<size_t>(found - entries_.begin());
}

std::optional<size_t> FunctionCode::OnlyPredecessor(size_t index) const {
    if (index == entry_ || predecessors_[index].size() != 1) return std::nullopt;
    return predecessors_[index].front();
}

bool FunctionCode::Writes(const Instruction& instruction, RegisterId reg) const {
    if (instruction.is_call()) return Bit(analysis_.call_clobbered, reg);
    return Bit(instruction.clobbers, reg);
}

bool FunctionCode::SetsFlags(const Instruction& instruction) const {
    return instruction.sets_flags || instruction.is_call();
}

}  // namespace faultbox
