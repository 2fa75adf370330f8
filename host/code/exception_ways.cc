#include "host/code/exception_ways.h"

#include <algorithm>

#include "arch/common/bits.h"
#include "arch/registry_analysis.h"
#include "host/code/code_reference.h"
#include "host/code/exception_table.h"
#include "host/elf/elf_file.h"

namespace faultbox {
namespace {

constexpr size_t kMostWays = 1024;  // Of one function; real ones have a hundred.
constexpr int kMostSteps = 16;
constexpr uint64_t kMostFixupBytes = 128;

class WayReader {
  public:
    WayReader(const SymbolFile& file, const ArchAnalysis& analysis, const AddressRanges& ranges)
        : file_(file), analysis_(analysis), ranges_(ranges) {}

    std::vector<ExceptionWay> Read() {
        std::vector<ExceptionWay> ways;
        const auto& table = file_.Kept<ExceptionTable>();
        for (const auto& [begin, end] : ranges_) {
            for (const ExceptionEntry& entry : table.Find(begin, end)) {
                if (ways.size() == kMostWays) {
                    ways.push_back({entry.code, std::nullopt, 0});
                    return ways;
                }
                const ExceptionWay way{entry.code, entry.fixup, entry.writes};
                std::optional<ExceptionWay> whole = Hold(ranges_, entry.fixup) ? way : Followed(way);
                if (whole) ways.push_back(*whole);
            }
        }
        return ways;
    }

  private:
    // Linkers put all fixups into one section. To read the relocations of more would be work without end where sections
    // overlap.
    const BranchTargets* TargetsAt(uint64_t fixup) {
        const elf::Section* section = file_.elf().FindSectionAt(fixup);
        if (section == nullptr) return nullptr;
        if (!targets_) {
            fixups_ = section;
            targets_.emplace(file_, AddressRanges{{section->address, section->address + section->raw.size()}});
        }
        return section == fixups_ ? &*targets_ : nullptr;
    }

    // Through a few moves and a jump; nothing where they lead out of the function.
    std::optional<ExceptionWay> Followed(ExceptionWay way) {
        uint64_t address = *way.to;
        way.to = std::nullopt;
        const std::optional<Symbol> function = file_.FindSymbol(way.from);
        const bool is_thumb = function && function->is_thumb;
        if (is_thumb) address &= ~uint64_t{1};
        const BranchTargets* targets = TargetsAt(address);
        Result<Bytes> code = file_.ReadImage(address, kMostFixupBytes);
        for (int steps = 0; targets != nullptr && code && steps < kMostSteps; ++steps) {
            Result<Instruction> decoded = analysis_.decode_instruction(*code, address, is_thumb);
            if (!decoded || decoded->length == 0) return way;
            if (decoded->operation == Operation::kJump && !decoded->conditional) {
                way.to = targets->Of(address, *decoded).address;
                return way.to && Hold(ranges_, *way.to) ? std::optional(way) : std::nullopt;
            }
            if (!IsPlain(*decoded)) return way;
            way.writes |= decoded->clobbers;
            address += decoded->length;
            *code = code->subspan(std::min<size_t>(decoded->length, code->size()));
        }
        return way;
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
    const AddressRanges& ranges_;
    const elf::Section* fixups_ = nullptr;
    std::optional<BranchTargets> targets_;  // Of the code there.
};

}  // namespace

std::vector<ExceptionWay> ReadExceptionWays(const SymbolFile& file, const AddressRanges& ranges) {
    const ArchInfo* arch = file.identity().arch;
    const ArchAnalysis* analysis = arch != nullptr ? FindArchAnalysis(arch->arch) : nullptr;
    return analysis != nullptr ? WayReader(file, *analysis, ranges).Read() : std::vector<ExceptionWay>();
}

}  // namespace faultbox
