#pragma once

#include <deque>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "arch/common/arch_analysis.h"
#include "arch/common/arch_info.h"
#include "host/code/crash_registers.h"
#include "host/code/function_code.h"
#include "host/explain/analyze.h"
#include "host/explain/explanation.h"
#include "host/explain/locate.h"
#include "host/explain/pointer_walk.h"
#include "host/symbols/symbol_store.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// A function of a symbol file with its instructions decoded.
struct FunctionView {
    LinkedLocation place;
    FunctionCode code;
    PointerWalk walk;

    FunctionView(const LinkedLocation& location, const ArchInfo& arch, const ArchAnalysis& analysis,
                 const std::vector<CodeRange>& ranges, const BranchTargets& targets, bool has_entry);
};

/// One event together with what is needed to explain it. Checks each symbol file against the crash once.
class CrashContext {
  public:
    /// `event` is the explained part of one. All that is given must outlive the object.
    CrashContext(const format::Event& event, const CrashRegisters& registers, const SymbolStore& symbols,
                 const AnalyzeOptions& options);
    /// The context of the same crash as if `event` were what is stated of it.
    CrashContext Assuming(const format::Event& event) const { return {event, registers_, symbols_, options_}; }

    const format::Event& event() const { return event_; }
    /// nullptr where the event's CPU is not known.
    const ArchInfo* arch() const { return arch_; }
    const CrashRegisters& registers() const { return registers_; }
    /// nullptr where the event's CPU is not known.
    const ArchAnalysis* analysis() const { return analysis_; }
    bool is_thumb() const;

    /// The file for a module (empty: the kernel), or nullptr where none was given or it was refused.
    const SymbolFile* FileOf(const std::string& module);
    /// How the file for a module fits; kNone where none was given.
    const SymbolVerdict& FitOf(const std::string& module);

    /// Where the crash happened: the stated pc, or the instruction before it where PcAdvance() says so.
    std::optional<LinkedLocation> Pc();
    /// Bytes from the instruction that faulted to the stated pc. nullopt where that is not known: see MayBeAdvanced().
    std::optional<uint64_t> PcAdvance();
    std::optional<LinkedLocation> Lr();
    /// Of an entry of the event's traces.
    std::optional<LinkedLocation> Frame(const format::Location& frame);
    /// The return address of the call that led to a pc without code, as the event states it: lr or, where calls push
    /// it, the innermost entry of the trace. nullptr where there is none.
    const format::Location* ReturnEntry() const;
    /// The same in its symbol file.
    std::optional<LinkedLocation> ReturnPlace();
    /// Why the function's code cannot be read: a clause.
    std::expected<std::unique_ptr<FunctionView>, std::string> ViewOf(const LinkedLocation& place);

  private:
    Bytes AsRun(const LinkedLocation& place, uint64_t begin, Bytes text);
    std::optional<LinkedLocation> StatedPc();
    std::optional<LinkedLocation> PcByCaller(const SymbolFile& file);
    struct Checked {
        const SymbolFile* file = nullptr;
        SymbolVerdict verdict;
    };
    const Checked& Check(const std::string& module);

    const format::Event& event_;
    const SymbolStore& symbols_;
    const AnalyzeOptions& options_;
    const ArchInfo* arch_;
    const ArchAnalysis* analysis_;
    const CrashRegisters& registers_;
    std::map<std::string, Checked> checked_;
    std::unordered_map<const format::Location*, std::optional<LinkedLocation>> frames_;
    std::deque<std::vector<uint8_t>> texts_;  // of functions that did not run as their file has them
};

/// The frames of an address as the report shows them.
std::vector<SourceFrame> FramesOf(const SymbolFile& file, uint64_t address);

}  // namespace faultbox
