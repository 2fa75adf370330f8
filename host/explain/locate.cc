#include "host/explain/locate.h"

#include <algorithm>

#include "host/explain/kernel_place.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

// A return address into Thumb code has its lowest bit set (DDI 0406C, A2.3.2), and the kernel prints it so:
// lr : playlist_next_id+0xb/0x14
LinkedLocation At(const SymbolFile& file, const Symbol& function, uint64_t address) {
    return {&file, function, function.is_thumb ? address & ~uint64_t{1} : address};
}

std::optional<LinkedLocation> LocateByAddress(uint64_t address, const SymbolFile& file) {
    std::optional<Symbol> function = file.FindSymbol(address);
    if (!function || function->kind == Symbol::Kind::kObject) return std::nullopt;
    return At(file, *function, address);
}

std::optional<LinkedLocation> Locate(const format::Location& where, std::optional<uint64_t> run_time_address,
                                     const format::Event& event, const SymbolFile& file) {
    std::optional<uint64_t> address;
    if (run_time_address && !file.identity().is_relocatable && IsKernelPlaceKnown(event)) {
        address = *run_time_address - event.kernel_offset();
    }
    if (where.symbol().empty()) return address ? LocateByAddress(*address, file) : std::nullopt;
    if (!where.has_offset()) return std::nullopt;
    std::optional<uint64_t> size = where.has_size() ? std::optional(where.size()) : std::nullopt;
    std::vector<Symbol> functions = file.FindFunction(where.symbol(), size);
    if (functions.empty()) functions = file.FindFunction(where.symbol(), 0);  // Assembler code states no size.
    if (functions.size() > 1 && address) {
        std::erase_if(functions, [&](const Symbol& f) { return f.address + where.offset() != *address; });
    }
    if (functions.size() != 1) return std::nullopt;
    return At(file, functions.front(), functions.front().address + where.offset());
}

}  // namespace

bool IsKernelPlaceKnown(const format::Event& event) {
    return event.has_kernel_offset() || ArchOf(event) == Arch::kArm;
}

std::optional<LinkedLocation> LocateFrame(const format::Location& frame, const format::Event& event,
                                          const SymbolFile& file) {
    return Locate(frame, frame.has_address() ? std::optional(frame.address()) : std::nullopt, event, file);
}

std::optional<LinkedLocation> LocatePc(const format::Event& event, const SymbolFile& file) {
    return Locate(event.pc(), PcAddress(event), event, file);
}

std::optional<LinkedLocation> LocateLr(const format::Event& event, const SymbolFile& file) {
    return Locate(event.lr(), LrAddress(event), event, file);
}

}  // namespace faultbox
