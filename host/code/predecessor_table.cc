#include "host/code/predecessor_table.h"

#include <algorithm>

namespace faultbox {

PredecessorTable::PredecessorTable(size_t count, std::span<const InstructionWay> ways)
    : runs_(count), from_(ways.size()) {
    for (const InstructionWay& way : ways) ++runs_[way.to].count;
    uint32_t begin = 0;
    for (Run& run : runs_) {
        run.begin = begin;
        begin += run.count;
        run.count = 0;
    }
    for (const InstructionWay& way : ways) {
        Run& run = runs_[way.to];
        from_[run.begin + run.count++] = way.from;
    }
}

void PredecessorTable::Remove(const InstructionWay& way) {
    Run& run = runs_[way.to];
    auto predecessors = std::span(from_).subspan(run.begin, run.count);
    auto removed = std::ranges::remove(predecessors, way.from);
    run.count -= static_cast<uint32_t>(removed.size());
}

}  // namespace faultbox
