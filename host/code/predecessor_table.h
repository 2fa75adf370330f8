#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultbox {

/// Control goes from one instruction of a function to another. Both are indices.
struct InstructionWay {
    uint32_t from = 0;
    uint32_t to = 0;
    auto operator<=>(const InstructionWay&) const = default;
};

/// The instructions that can run right before each one of a function.
class PredecessorTable {
  public:
    PredecessorTable() = default;
    /// Of `count` instructions; `ways` lie among them.
    PredecessorTable(size_t count, std::span<const InstructionWay> ways);

    /// In the order of the ways.
    std::span<const uint32_t> operator[](size_t index) const {
        return std::span(from_).subspan(runs_[index].begin, runs_[index].count);
    }
    /// Takes `way` away, however often it is there.
    void Remove(const InstructionWay& way);

  private:
    struct Run {
        uint32_t begin = 0;
        uint32_t count = 0;
    };
    std::vector<Run> runs_;  // In `from_`, of each instruction.
    std::vector<uint32_t> from_;
};

}  // namespace faultbox
