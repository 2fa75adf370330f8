#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/bounded_vector.h"
#include "arch/common/bytes.h"
#include "target/record/build_id.h"
#include "target/record/source_facts.h"
#include "target/usercrash/byte_stream.h"

namespace faultbox::usercrash {

inline constexpr size_t kMaxModules = 128;
inline constexpr size_t kMaxCodeRanges = 256;
inline constexpr size_t kMaxPath = 128;
/// No module: memory that no file stands behind.
inline constexpr uint8_t kNoModule = 0xff;

/// One line of /proc/PID/maps (proc(5)).
struct Mapping {
    uint64_t begin = 0;
    uint64_t end = 0;
    bool executable = false;
    uint64_t file_offset = 0;
    uint64_t device = 0;    ///< Major number above bit 32, minor number below.
    uint64_t inode = 0;     ///< 0: no file.
    std::string_view path;  ///< Untrusted: any bytes; empty for anonymous memory, "[stack]" for the kernel's names.
};

/// Nothing when `line`, which has no line end, is not of that form.
std::optional<Mapping> ParseMapping(std::string_view line);

using record::BuildId;

/// One file that the process has code of, from its lowest mapping to its highest.
struct Module {
    record::ShortText<kMaxPath> path;  ///< The end of a path that is longer.
    uint64_t begin = 0;
    uint64_t end = 0;
    uint64_t code_begin = 0;        ///< Of its first executable mapping,
    uint64_t code_file_offset = 0;  ///< which shows the file from here on.

    /// Read from the ELF headers in the process's memory; absent where they are not there.
    bool has_headers = false;
    uint64_t bias = 0;  ///< Run-time address minus link address.
    BuildId build_id;
    uint64_t frame_table = 0;  ///< .eh_frame_hdr, run-time address; 0: none.
    uint64_t frame_table_size = 0;
    uint64_t index_table = 0;  ///< .ARM.exidx, run-time address; 0: none.
    uint64_t index_table_size = 0;
};

/// Memory that can be executed.
struct CodeRange {
    uint64_t begin = 0;
    uint64_t end = 0;
    uint8_t module = kNoModule;
};

/// Where the process has code.
struct CodeMap {
    BoundedVector<Module, kMaxModules> modules;
    BoundedVector<CodeRange, kMaxCodeRanges> ranges;  ///< Ascending, as the kernel lists them.
    uint32_t unread_lines = 0;

    /// The range that holds `address`, or nullptr.
    const CodeRange* FindCode(uint64_t address) const;
    /// The module of the code at `address`, or nullptr.
    const Module* FindModule(uint64_t address) const;
};

/// Reads an untrusted /proc/PID/maps to its end.
Result<void> ReadProcessMaps(ByteStream& stream, CodeMap& map);

}  // namespace faultbox::usercrash
