#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/explain/analyze.h"
#include "host/explain/explanation.h"
#include "host/symbols/symbol_store.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// A frame of a crashed process with what the symbol files add.
struct UserFrameAnalysis {
    uint64_t address = 0;  ///< Run time: the pc, then return addresses.
    const format::UserModule* module = nullptr;
    std::optional<uint64_t> link_address;  ///< In the module's ELF file; absent where its load address is not known.
    std::string symbol;                    ///< Demangled; empty where unknown.
    uint64_t symbol_offset = 0;            ///< Bytes from the symbol's beginning.
    const char* trust = "";                ///< "register", "unwind-table", "guess"
    bool interrupted = false;              ///< A signal came here: the address is no return address.
    std::vector<SourceFrame> frames;       ///< Innermost first; empty without debug information.
};

struct UserThreadAnalysis {
    uint32_t tid = 0;
    std::string end;  ///< Why there are no more frames: "outermost", "no-table", …; see docs/json.md.
    std::vector<UserFrameAnalysis> frames;
};

struct UserModuleAnalysis {
    const format::UserModule* module = nullptr;
    SymbolVerdict symbols;
};

/// What can be said of a crashed process; points into its record.
struct UserCrashAnalysis {
    std::string signal;  ///< "SIGSEGV"
    std::string cause;   ///< By si_code: "the address is not mapped"; empty where it does not say.
    std::vector<UserModuleAnalysis> modules;
    std::vector<UserThreadAnalysis> threads;  ///< The one that crashed first.
};

/// Symbolizes every frame by the build ids of the process's files. A file without one in its memory is matched by name,
/// which proves nothing. The record is untrusted.
UserCrashAnalysis AnalyzeUserCrash(const format::UserCrash& crash, const SymbolStore& symbols,
                                   const AnalyzeOptions& options);

/// The place of the crash and its verdict, in the form that all kinds of events have.
EventAnalysis SummarizeUserCrash(const format::CrashRecord& record, const UserCrashAnalysis& crash);

}  // namespace faultbox
