#pragma once

#include <cstdint>
#include <optional>

namespace faultbox::power {

/// What several folders hang on: it fails at a given operation, for all of them, or makes operations fail with an
/// errno.
class Supply {
  public:
    enum class Answer { kWorks, kFailsNow, kIsOff };

    /// The change of that number (from 0) is cut in the middle, and nothing works after it.
    void CutAt(std::optional<int> change) { cut_ = change; }
    /// The operation of that number (from 0, reads count) answers `error`; with `for_good` all after it as well.
    void FailAt(int operation, uint64_t error, bool for_good) {
        fail_ = operation;
        error_ = error;
        for_good_ = for_good;
    }
    /// Power is back, nothing fails, counters are 0.
    void Restore() { *this = Supply(); }

    /// Before each operation.
    Answer Next(bool changes) {
        int operation = operations_++;
        if (off_) return Answer::kIsOff;
        if (fail_ && (operation == *fail_ || (for_good_ && operation > *fail_))) return Answer::kFailsNow;
        if (changes && changes_++ == cut_) {
            off_ = true;
            return Answer::kFailsNow;
        }
        return Answer::kWorks;
    }
    /// The errno of an operation that fails.
    uint64_t error() const { return error_; }
    bool is_off() const { return off_; }

    /// Writes, syncs, renames and removals so far.
    int changes() const { return changes_; }
    /// All calls so far.
    int operations() const { return operations_; }

  private:
    std::optional<int> cut_, fail_;
    uint64_t error_ = 5;  // EIO
    bool for_good_ = false;
    bool off_ = false;
    int changes_ = 0;
    int operations_ = 0;
};

}  // namespace faultbox::power
