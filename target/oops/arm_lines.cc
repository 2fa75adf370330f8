#include "target/oops/arm_lines.h"

#include "arch/arm/registers.h"
#include "target/oops/arm_fault.h"
#include "target/oops/location.h"
#include "target/oops/stack_dump.h"
#include "target/oops/stated_place.h"

namespace faultbox {
namespace {

constexpr unsigned kDigits = 8;

// Names as the kernel prints them, in the order of RegisterId.
constexpr std::string_view kNames[] = {"r0",  "r1", "r2", "r3", "r4", "r5", "r6",  "r7",      "r8",    "r9",
                                       "r10", "fp", "ip", "sp", "lr", "pc", "psr", "Control", "Table", "DAC"};
static_assert(std::size(kNames) == arm::kRegisterCount);

RegisterId FindName(std::string_view name) {
    for (RegisterId id = 0; id < arm::kRegisterCount; ++id) {
        if (kNames[id] == name) return id;
    }
    return kNoRegister;
}

// pc : [<c0c3ac54>]    r10: ea895308    Control: 30c5387d    lr : []
bool ReadRegister(EventBuilder& builder, const Line& line, Cursor& rest) {
    rest.SkipSpaces();
    Cursor ahead = rest;
    std::string_view name = Trim(ahead.Until(":"));
    RegisterId id = FindName(name);
    if (id == kNoRegister) return false;
    if (ahead.peek() != ' ') return false;  // " r7:00000000 r6:…" between frames.
    ahead.SkipSpaces();
    bool bracket = ahead.Skip("[");
    ahead.Skip("<");
    std::string_view digits = ahead.HexDigits();
    ahead.Skip(">");
    if (bracket) ahead.Skip("]");
    if (digits.empty() && bracket) builder.AddDamage(DamageKind::kEatenAddress, line.number, name);
    if (digits.empty() && !bracket) return false;
    if (!digits.empty()) builder.SetRegister(id, digits, kDigits, line);
    rest = ahead;
    return true;
}

// pc : [<c0c3ac54>]    lr : [<fffffffa>]    psr: 80010013
// r10: ea895308  r9 : 00000008  r8 : ed323cc0
// Control: 30c5387d  Table: ad5bc480  DAC: 55555555
bool ReadRegisters(EventBuilder& builder, const Line& line, Cursor) {
    Cursor rest(line.text);
    if (!ReadRegister(builder, line, rest)) return false;
    while (ReadRegister(builder, line, rest)) continue;
    rest.SkipSpaces();
    if (!rest.at_end()) builder.AddDamage(DamageKind::kUnreadable, line.number, rest.rest());
    SetArm(builder);
    return true;
}

// Flags: nZCv  IRQs on  FIQs on  Mode SVC_32  ISA ARM  Segment none
bool ReadFlags(EventBuilder& builder, const Line& line, Cursor rest) {
    rest.SkipSpaces();
    StatedWords flags{rest.Token(), line.number};
    if (!rest.SkipPast(" ISA ")) return false;
    SetArm(builder);
    if (!builder.condition_flags.text.empty() || builder.other_cpu) return true;
    builder.condition_flags = flags;
    builder.AddFact("isa", rest.Token());
    if (rest.SkipPast("Segment ")) builder.AddFact("segment", rest.Token());
    return true;
}

// slab kmalloc-192 start c3183180 pointer offset 64 size 192
// 2-page vmalloc region starting at 0xc0800000 allocated at start_kernel+0x0/0x1
void ReadMemory(RegisterNote& note, Cursor rest) {
    if (rest.Skip("slab ")) note.slab = rest.Token();
    Cursor start = rest;
    if (start.SkipPast(" start ") || start.SkipPast(" starting at ")) note.start = start.Hex();
    Cursor offset = rest;
    if (offset.SkipPast("pointer offset ")) note.offset = offset.Decimal();
    if (note.offset && offset.SkipPast("size ")) note.size = offset.Decimal();
}

// [  241.579846] Register r0 information: slab kmalloc-2k start 81b9f800
// pointer offset 704 size 2048
bool ReadWrappedNote(EventBuilder& builder, const Line& line, Cursor rest) {
    RegisterNote& note = builder.event.register_notes.back();
    if (line.has_prefix() || note.offset) return false;
    RegisterNote more;
    ReadMemory(more, rest);
    if (!more.offset) return false;
    note.offset = more.offset;
    note.size = more.size;
    if (!note.start) note.start = rest.Hex();
    builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    return true;
}

//     kmem_cache_alloc+0x10/0x20, the stack of the allocation below a Register line (kmem_dump_obj, mm/slab_common.c)
bool ReadBehindNote(EventBuilder& builder, const Line& line, Cursor rest) {
    if (ReadWrappedNote(builder, line, rest)) return true;
    if (!line.text.starts_with("    ")) return false;
    ParsedLocation place;
    if (!ReadLocation(rest, place) || !place.where.offset) return false;
    builder.continuation = ReadBehindNote;
    return true;
}

// Register r2 information: slab kmalloc-1k start c0a25800 pointer offset 656 size 1024
// Register r1 information: NULL pointer
// Register r5 information: non-paged memory
bool ReadRegisterNote(EventBuilder& builder, const Line&, Cursor rest) {
    std::optional<uint32_t> number = rest.Decimal32();
    if (!number || *number > arm::kPc || !rest.Skip(" information:")) return false;
    RegisterNote note;
    note.reg = static_cast<RegisterId>(*number);
    note.text = Trim(rest.rest());
    ReadMemory(note, Cursor(note.text));
    builder.event.register_notes.Append(note);
    if (!builder.event.register_notes.empty()) builder.continuation = ReadBehindNote;
    SetArm(builder);
    return true;
}

//  r7:00000000 r6:00000000 r5:c05aa8c0 r4:c05aaec8: what the frame pointer unwinder found saved (dump_backtrace_stm).
bool SkipSavedRegisters(EventBuilder&, const Line&, Cursor rest) {
    return rest.Decimal32() && rest.Skip(":") && IsHexDigit(rest.peek());
}

constexpr LineRule kLines[] = {
    {"PC is at ", ReadPcIsAt, true},
    {"LR is at ", ReadLrIsAt, true},
    {"pc : ", ReadRegisters, true},
    {"sp : ", ReadRegisters, true},
    {"Register r", ReadRegisterNote, true},
    {"r", SkipSavedRegisters},
    {"r", ReadRegisters, true},
    {"Flags: ", ReadFlags, true},
    {"Control: ", ReadRegisters, true},
    {"Stack: (", ReadStackHeader, true},
    {"Exception stack(", ReadExceptionStack},
    {"", ReadStackRow},
};

}  // namespace

constinit const std::span<const LineRule> kArmLines = kLines;

}  // namespace faultbox
