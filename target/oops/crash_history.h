#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "target/oops/crash_event.h"

namespace faultbox {

/// How the events of one text hang together: the first crash since the machine was started is the root of what comes
/// after it, and one that is printed again (Panic#2 holds Oops#1; a console log behind a syslog) is the same crash. A
/// report that stopped nothing is on its own, but the root of the panic over it.
/// Remembers the latest 32 events.
class CrashHistory {
  public:
    void Clear() { *this = CrashHistory(); }
    /// The machine was started again.
    void Boot();
    /// Fills in `event.relation` and `relation_to`. `orphan`: the text begins inside the event. `end_us`: when its last
    /// line was printed, where that is known.
    void Relate(CrashEvent& event, bool orphan, std::optional<uint64_t> end_us);

    /// True when an event with that headline and time was there already.
    bool Holds(std::string_view headline, uint64_t time_us) const;

  private:
    struct Print {
        uint32_t index = 0;
        uint32_t boot = 0;
        uint32_t headline = 0;   ///< Hash; 0 for none.
        uint32_t registers = 0;  ///< Hash; 0 where there are too few to tell crashes apart.
        std::optional<uint64_t> time_us;
        std::optional<uint64_t> end_us;
        std::optional<uint32_t> die_count;
        EventKind kind = EventKind::kUnknown;
        bool orphan = false;
    };

    static bool IsSame(const Print& a, const Print& b);
    static bool HoldsBeginOf(const Print& a, const Print& b);
    const Print* Find(const Print& print) const;
    const Print* FindCause(const CrashEvent& panic) const;

    std::array<Print, 32> prints_;
    uint32_t count_ = 0;
    uint32_t boot_ = 0;
    std::optional<uint32_t> root_;
};

}  // namespace faultbox
