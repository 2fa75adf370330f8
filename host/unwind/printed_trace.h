#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "arch/common/arch_analysis.h"
#include "host/symbols/symbol_file.h"
#include "host/unwind/trust.h"
#include "host/unwind/unwinder.h"

namespace faultbox::unwind {

/// A frame's place in a symbol file.
struct FramePlace {
    const SymbolFile* file = nullptr;
    Symbol function;
    uint64_t address = 0;  ///< Link address.
};

/// A frame of a trace as the kernel printed it.
struct PrintedFrame {
    std::optional<FramePlace> place;  ///< nullopt where no symbol file has it.
    bool reliable = true;             ///< Printed without "?".
    /// False for what is no return address: the place of the crash itself, a function without offset.
    bool is_return = true;
    bool is_pc = false;    ///< The place of the crash itself, which arm64 prints as the first frame.
    unsigned context = 0;  ///< A number that differs between frames where an exception or interrupt came between.
};

struct CheckedTrace {
    std::vector<Trust> trust;        ///< One for each printed frame.
    std::vector<std::string> notes;  ///< Sentences: where unwinder and kernel differ.
};

/// A printed place and the address it must have had.
struct LearntPlace {
    CodePlace place;
    uint64_t address = 0;
};

/// Where kernels print no addresses, nothing says where modules lay. The first address that `unwinding` found without a
/// file, where the kernel printed a place of a module: the place lies there if that puts the module's section at the
/// beginning of a page, as the kernel does. nullopt where it does not, or nothing is missing.
std::optional<LearntPlace> LearnPlace(std::span<const PrintedFrame> frames, const Unwinding& unwinding);

/// Checks each printed frame, innermost first, against the code of the symbol files and against `unwinding`, which may
/// be nullptr. `pc` is where the crash itself was; nullopt for the trace of something else. Frames printed with "?" are
/// never confirmed by a call alone: the kernel itself did not find them on its way out.
CheckedTrace CheckPrintedTrace(std::span<const PrintedFrame> frames, const std::optional<FramePlace>& pc,
                               const ArchAnalysis& analysis, const Unwinding* unwinding);

}  // namespace faultbox::unwind
