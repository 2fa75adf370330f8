#pragma once

#include <cstdint>
#include <optional>

#include "host/symbols/symbol_file.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// A code location of the crash, found in a symbol file.
struct LinkedLocation {
    const SymbolFile* file = nullptr;
    Symbol function;
    uint64_t address = 0;  ///< Link address.
};

/// Finds the place of a frame of the event's traces in `file`: by name and size of its function; where several
/// functions share both, or none is named, by its address in a kernel image minus the offset that the event states.
/// nullopt where that decides nothing.
std::optional<LinkedLocation> LocateFrame(const format::Location& frame, const format::Event& event,
                                          const SymbolFile& file);
/// The same for the event's pc and its lr, whose addresses may be their registers' values.
std::optional<LinkedLocation> LocatePc(const format::Event& event, const SymbolFile& file);
std::optional<LinkedLocation> LocateLr(const format::Event& event, const SymbolFile& file);

}  // namespace faultbox
