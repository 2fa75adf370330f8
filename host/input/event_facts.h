#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "target/format/crash_record.pb.h"
#include "target/oops/crash_event.h"

namespace faultbox {

/// What an event of a record states, with what the record leaves out because it follows (target/format/FORMAT.md) put
/// back. Records are untrusted: a number that an enumeration does not have reads as its "unknown".

EventKind KindOf(const format::Event& event);
Severity SeverityOf(const format::Event& event);
Relation RelationOf(const format::Event& event);
Arch ArchOf(const format::Event& event);
/// Of what the kernel's words say about the access; kUnknown where they are silent.
Access StatedAccessOf(const format::Event& event);
FrameContext ContextOf(const format::Location& frame);

/// Empty where mask and values do not fit each other.
RegisterSet ReadRegisters(const format::Event& event);

/// The run-time address of the pc, or of the return address in lr: as printed beside the symbol, else the register's.
std::optional<uint64_t> PcAddress(const format::Event& event);
std::optional<uint64_t> LrAddress(const format::Event& event);

/// True where the frame is the pc's own entry, which a trace may begin with: by its text, for the symbol alone may be
/// that of several functions.
bool IsPc(const format::Event& event, const format::Location& frame);

/// The dumped stack from `stack_address` upwards.
std::vector<uint64_t> ReadStackWords(const format::Event& event);

/// The kernel's words about a register: "slab kmalloc-192 start c3183180 pointer offset 64 size 192".
std::string TextOf(const format::RegisterNote& note, const format::Event& event);
/// Where the object begins that the register points into.
std::optional<uint64_t> StartOf(const format::RegisterNote& note, const format::Event& event);

/// What makes two crashes the same fault (FORMAT.md, Signature).
struct EventSignature {
    uint64_t hash = 0;
    std::vector<std::string> frames;  ///< Innermost first; empty where no function is known.
};
EventSignature SignatureOf(const format::Event& event);

/// "16a0e1..." for raw bytes.
std::string HexOf(std::string_view bytes);

}  // namespace faultbox
