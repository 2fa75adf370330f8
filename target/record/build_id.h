#pragma once

#include <array>
#include <cstddef>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::record {

/// A build id; empty where none is known.
struct BuildId {
    std::array<uint8_t, 64> bytes{};
    size_t size = 0;

    /// Takes untrusted bytes; nothing where they are more than an id has.
    void Set(Bytes id);
    operator Bytes() const { return {bytes.data(), size}; }
};

/// The id of untrusted text, "66454cd0...", two hexadecimal digits a byte; empty for what is none.
BuildId ParseBuildId(std::string_view hex);

/// The GNU build id in untrusted ELF notes of this machine's byte order: /sys/kernel/notes,
/// /sys/module/NAME/notes/.note.gnu.build-id, or a PT_NOTE segment. kNotFound when there is none; the result is 1 to 64
/// bytes that lie in `notes`. (System V gABI, "Note Section"; NT_GNU_BUILD_ID is 3 of owner "GNU".)
Result<Bytes> FindBuildId(Bytes notes);

}  // namespace faultbox::record
