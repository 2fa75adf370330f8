#include "host/code/exception_ways.h"

#include <algorithm>

#include "arch/common/bits.h"
#include "arch/registry_analysis.h"
#include "host/code/code_reference.h"
#include "host/code/exception_table.h"
#include "host/elf/elf_file.h"

namespace faultbox {
namespace {

using Ranges = std::vector<std::pair<uint64_t, uint64_t>>;

constexpr size_t kMostWays = 1024;  // Of one function; real ones have a hundred.
constexpr int kMostSteps = 16;
constexpr uint64_t kMostFixupBytes = 128;

class WayReader {
  public:
    WayReader(const SymbolFile& file, const ArchAnalysis& analysis, const Ranges& ranges)
        : file_(file), analysis_(analysis), ranges_(ranges) {}

    std::vector<ExceptionWay> Read() {
        const auto& table = file_.Kept<ExceptionTable>();
        for (const auto& [begin, end] : ranges_) {
            for (const ExceptionEntry& entry : table.Find(begin, end)) {
                if (ways_.size() == kMostWays) {
                    ways_.push_back({entry.code, std::nullopt, 0});
                    return std::move(ways_);
                }
                ways_.push_back({entry.code, entry.fixup, entry.writes});
                if (!IsInside(entry.fixup)) FollowFixup(ways_.back());
            }
        }
        return std::move(ways_);
    }

  private:
    bool IsInside(uint64_t address) const {
        return std::ranges::any_of(ranges_, [=](const auto& r) { return address >= r.first && address < r.second; });
    }

    // Linkers put all fixups into one section. To read the relocations of more would be work without end where sections
    // overlap.
    const BranchTargets* TargetsAt(uint64_t fixup) {
        const elf::Section* section = file_.elf().FindSectionAt(fixup);
        if (section == nullptr) return nullptr;
        if (!targets_) {
            fixups_ = section;
            targets_.emplace(file_, Ranges{{section->address, section->address + section->raw.size()}});
        }
        return section == fixups_ ? &*targets_ : nullptr;
    }

    // A few moves and a jump. The way that was added last is gone where they lead elsewhere.
    void FollowFixup(ExceptionWay& way) {
        uint64_t address = *way.to;
        way.to = std::nullopt;
        const std::optional<Symbol> function = file_.FindSymbol(way.from);
        const bool is_thumb = function && function->is_thumb;
        if (is_thumb) address &= ~uint64_t{1};
        const BranchTargets* targets = TargetsAt(address);
        Result<Bytes> code = file_.ReadImage(address, kMostFixupBytes);
        for (int steps = 0; targets != nullptr && code && steps < kMostSteps; ++steps) {
            Result<Instruction> decoded = analysis_.decode_instruction(*code, address, is_thumb);
            if (!decoded || decoded->length == 0) return;
            if (decoded->operation == Operation::kJump && !decoded->conditional) {
                way.to = targets->Of(address, *decoded).address;
                if (!way.to || !IsInside(*way.to)) ways_.pop_back();
                return;
            }
            if (!IsPlain(*decoded)) return;
            way.writes |= decoded->clobbers;
            address += decoded->length;
            *code = code->subspan(std::min<size_t>(decoded->length, code->size()));
        }
    }

    // Does nothing but change flags and registers, whose values are then lost.
    bool IsPlain(const Instruction& instruction) const {
        const ArchInfo& arch = *file_.identity().arch;
        const bool jumps = instruction.operation == Operation::kJump ||
                           instruction.operation == Operation::kJumpRegister || Bit(instruction.clobbers, arch.pc);
        const bool writes = std::ranges::any_of(instruction.memory, [](const MemoryAccess& access) {
            return access.access != Access::kRead || access.also_writes;
        });
        return !jumps && !writes && !instruction.is_call() && instruction.predicates == 0 &&
               !Bit(instruction.clobbers, arch.sp) && instruction.operation != Operation::kUndefined;
    }

    const SymbolFile& file_;
    const ArchAnalysis& analysis_;
    const Ranges& ranges_;
    std::vector<ExceptionWay> ways_;
    const elf::Section* fixups_ = nullptr;
    std::optional<BranchTargets> targets_;  // Of the code there.
};

}  // namespace

std::vector<ExceptionWay> ReadExceptionWays(const SymbolFile& file, const Ranges& ranges) {
    const ArchInfo* arch = file.identity().arch;
    const ArchAnalysis* analysis = arch != nullptr ? FindArchAnalysis(arch->arch) : nullptr;
    return analysis != nullptr ? WayReader(file, *analysis, ranges).Read() : std::vector<ExceptionWay>();
}

}  // namespace faultbox
