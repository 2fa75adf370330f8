#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "arch/common/arch_analysis.h"
#include "arch/common/arch_info.h"
#include "host/code/call_before.h"
#include "host/unwind/address_map.h"
#include "host/unwind/entered_frame.h"
#include "host/unwind/stack_memory.h"
#include "host/unwind/unwind_tables.h"

namespace faultbox::unwind {

/// What a caller was found with.
enum class Method : uint8_t {
    kCallFrameInformation,
    kExidx,
    kFramePointer,
    kCall,  ///< The pc holds no code: the call that led there has just been made.
};

/// One caller that the unwinder found.
struct UnwoundFrame {
    uint64_t address = 0;  ///< Return address at run time, Thumb bit cleared.
    CodePlace place;       ///< The same in its symbol file; `file` is nullptr where none is known there.
    Method method = Method::kCallFrameInformation;
};

struct Unwinding {
    std::vector<UnwoundFrame> frames;  ///< Innermost first, without the code that the walk starts at.
    /// Why the walk ended, a clause: "the captured stack words end". Never empty.
    std::string end;
    bool is_complete = false;  ///< The outermost frame was reached: it says itself that it has no caller.
};

/// Walks from the registers of a crash over its captured stack words. Ends at the first thing that is not known: code
/// without symbol file, a register or a word that was not printed; where the stack pointer does not move outwards or is
/// misaligned; after 256 frames.
class Unwinder {
  public:
    /// All must outlive the unwinder. Tables are read when first needed.
    Unwinder(const ArchInfo& arch, const ArchAnalysis& analysis, const StackMemory& memory, const AddressMap& map);

    /// `fetch_failed` where the instruction at the pc could not be fetched: somebody called, and nothing ran since.
    Unwinding Run(const RegisterSet& registers, bool fetch_failed = false);

  private:
    struct Step;
    Step StepFrom(const RegisterSet& registers, const CodePlace& place, bool innermost);
    Step StepByCfi(const RegisterSet& registers, const CfiTable& table, const Fde& fde, uint64_t address);
    Step StepByExidx(const RegisterSet& registers, const ExidxTable& table, const ExidxEntry& entry, uint64_t address);
    Step CheckPrologue(const RegisterSet& registers, const CodePlace& place, Step step);
    Step StepInPrologue(const RegisterSet& registers, const EnteredFrame& frame) const;
    Step StepByCall(const RegisterSet& registers) const;
    CallBefore::Kind CallBehind(const RegisterSet& caller) const;
    Step StepByFramePointer(const RegisterSet& registers);
    const UnwindTables& TablesOf(const SymbolFile& file);
    std::string Check(const RegisterSet& before, const RegisterSet& after, bool innermost) const;
    uint64_t CodeAddress(uint64_t pc) const;

    const ArchInfo& arch_;
    const ArchAnalysis& analysis_;
    const StackMemory& memory_;
    const AddressMap& map_;
    std::map<const SymbolFile*, std::unique_ptr<UnwindTables>> tables_;
};

}  // namespace faultbox::unwind
