#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arch/common/fault_info.h"
#include "host/unwind/trust.h"

namespace faultbox {

/// How sure a finding is. kCertain is only given where every step down to it was proven.
enum class Confidence : uint8_t { kPossible, kLikely, kCertain };

/// One function at a code address; an address inside inlined code has several, innermost first. Its texts live as long
/// as the symbol file that they are of, or as what else they were taken from.
struct SourceFrame {
    std::string_view function;
    std::string_view file;  ///< Empty where the line table does not say.
    uint32_t line = 0;      ///< 0 where unknown.
    uint32_t column = 0;    ///< 0 where unknown.
    bool inlined = false;   ///< Inlined into the next frame.
};

/// A structure member at a byte offset.
struct MemberAt {
    std::string type;              ///< "struct rpmsg_endpoint"
    std::string path;              ///< "priv", "run_node.__rb_parent_color", "slots[3].count"
    uint64_t offset = 0;           ///< Bytes from the start of `type`.
    std::optional<uint64_t> size;  ///< Bytes of the member; nothing where its type is only declared.
    std::optional<uint32_t> bit_offset;
    std::optional<uint32_t> bit_size;
    std::optional<uint64_t> index;          ///< Of the innermost array in `path`.
    std::string member_type;                ///< "void *"
    std::vector<std::string> alternatives;  ///< Other members that the access may have meant.
};

/// Where in the source a pointer's value came from.
struct PointerOrigin {
    std::string function;
    std::string file;
    uint32_t line = 0;
    std::string expression;
    bool is_likely = false;  ///< Not proven, however sure the finding itself is.
};

/// The pointer that was bad.
struct BadPointer {
    std::string reg;  ///< Register that held it: "r3". Empty where it was not in one.
    std::optional<uint64_t> value;
    std::string value_class;  ///< "null", "small", "err-ptr", "list-poison", "slab-poison", "user-space", …
    std::string expression;   ///< "rpsk->rpdev->ept"; empty where no source name is proven.
    std::string type;         ///< "struct rpmsg_endpoint *"; empty where unknown.
    std::optional<PointerOrigin> origin;
};

/// One thing that the evidence says about the crash.
struct Finding {
    std::string claim;  ///< One sentence.
    Confidence confidence = Confidence::kPossible;
    Access access = Access::kUnknown;
    std::optional<uint32_t> size;       ///< Bytes accessed.
    std::optional<MemberAt> member;     ///< From the object whose pointer is bad to the leaf accessed.
    std::optional<MemberAt> innermost;  ///< The same byte as the faulting function's own type sees it.
    std::optional<BadPointer> pointer;
    std::vector<std::string> evidence;  ///< Each a sentence that the reader can check.
};

struct Explanation {
    std::string verdict;         ///< One sentence a field engineer understands.
    std::string reason_missing;  ///< Why no member is named; empty where one is.
    std::vector<Finding> findings;
};

/// How well the given symbol files fit the crash.
enum class SymbolFit : uint8_t {
    kNone,        ///< No symbol file was given for the place of the crash.
    kBuildId,     ///< The crash, or a manifest that it does not contradict, states the build id that the file has.
    kConsistent,  ///< No build id stated; release, symbol sizes and code bytes agree.
    kUnverified,  ///< Too little to compare.
    kRefused,     ///< They disagree; nothing was taken from the file.
};

/// Nothing is certain with a file that may be of another build.
constexpr bool Agrees(SymbolFit fit) {
    return fit == SymbolFit::kBuildId || fit == SymbolFit::kConsistent;
}

struct SymbolVerdict {
    SymbolFit fit = SymbolFit::kNone;
    std::string file;
    std::string reason;
};

/// A caller that only the unwinder found.
struct UnwoundCaller {
    std::string symbol;  ///< Empty where no symbol file is known at `address`.
    uint64_t offset = 0;
    uint64_t size = 0;
    std::string module;
    uint64_t address = 0;  ///< Return address at run time.
    std::vector<SourceFrame> frames;
};

/// A place in the source that BUG() or WARN() names.
struct StatedPlace {
    std::string file;
    uint32_t line = 0;
};

/// What the symbol files add to one event.
struct EventAnalysis {
    SymbolVerdict symbols;
    std::optional<uint64_t> pc_link_address;  ///< The pc's address in the ELF file.
    std::optional<uint64_t> lr_link_address;
    std::vector<SourceFrame> location;  ///< Of the pc.
    /// What `__bug_table` of the file states of the instruction that trapped, where the crash itself does not.
    std::optional<StatedPlace> bug_place;
    std::vector<std::vector<std::vector<SourceFrame>>>
        traces;                                     ///< [trace][entry][inline chain], as the record has them.
    std::vector<std::vector<unwind::Trust>> trust;  ///< [trace][entry]; empty where nothing could be checked.
    std::vector<UnwoundCaller> unwound;  ///< Where the kernel printed no trace: callers of the pc, innermost first.
    Explanation explanation;
    std::vector<std::string> notes;
};

}  // namespace faultbox
