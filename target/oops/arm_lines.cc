#include "target/oops/arm_lines.h"

#include "arch/arm/registers.h"
#include "target/oops/arm_fault.h"
#include "target/oops/location.h"

namespace faultbox {
namespace {

constexpr unsigned kDigits = 8;
constexpr unsigned kRowBytes = 32;  ///< Of the stack dump.

// PC is at rpmsg_sock_release+0xd8/0x114    LR is at 0xffffffa
bool ReadIsAt(Cursor rest, const Line& line, CodeLocation& where, StatedWords& stated) {
    rest.SkipSpaces();
    if (!where.empty()) return true;
    if (ReadSymbol(rest, where)) return true;
    rest.Skip("0x");
    stated = {rest.HexDigits(), line.number};
    return !stated.text.empty();
}

bool ReadPcIsAt(EventBuilder& builder, const Line& line, Cursor rest) {
    return builder.other_cpu || ReadIsAt(rest, line, builder.event.pc, builder.pc_stated);
}

bool ReadLrIsAt(EventBuilder& builder, const Line& line, Cursor rest) {
    return builder.other_cpu || ReadIsAt(rest, line, builder.event.lr, builder.lr_stated);
}

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

// Stack: (0xc0b5df10 to 0xc0b5e000)
bool ReadStackHeader(EventBuilder& builder, const Line&, Cursor rest) {
    std::optional<uint64_t> begin = rest.Hex();
    if (!begin || !rest.Skip(" to ")) return false;
    std::optional<uint64_t> end = rest.Hex();
    if (!end) return false;
    if (builder.event.stack.address || builder.other_cpu) return true;
    builder.event.stack.address = begin;
    builder.stack_next = *begin;
    builder.stack_end = *end;
    return true;
}

// Takes the words of a row up to one that is not there ("????????") or is damaged.
void ReadStackWords(EventBuilder& builder, const Line& line, Cursor rest) {
    StackWords& stack = builder.event.stack;
    for (rest.SkipSpaces(); !rest.at_end(); rest.SkipSpaces()) {
        std::string_view word = rest.Token();
        std::optional<uint64_t> value = ParseHex(word);
        if (value && word.size() == kDigits && stack.words.Append(*value)) {
            builder.stack_next += stack.word_size;
            continue;
        }
        builder.stack_end = 0;
        if (value && word.size() != kDigits) {
            builder.AddDamage(word.size() < kDigits ? DamageKind::kMissingDigits : DamageKind::kExtraDigits,
                              line.number, word);
        }
        return;
    }
}

// 9fa0: c0170b54 c0108c34 ef159fdc ef159fb8 c0170da4
// c0170b30 c0a8fb48 c0d8b845
bool ReadWrappedRow(EventBuilder& builder, const Line& line, Cursor rest) {
    if (line.has_prefix()) return false;
    for (Cursor ahead = rest; !ahead.at_end(); ahead.SkipSpaces()) {
        std::string_view word = ahead.Token();
        if (word.size() != kDigits || !IsHex(word)) return false;
    }
    builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    ReadStackWords(builder, line, rest);
    return true;
}

// df00:                                     c089d000 c00f1bb8 00000000 00000000, 32 bytes a row, labelled with the low
// half of its address (dump_mem). A row that does not follow the one before ends the dump: words have no gaps.
bool ReadStackRow(EventBuilder& builder, const Line& line, Cursor rest) {
    rest.SkipSpaces();
    std::string_view label = rest.HexDigits();
    if (label.size() != 4 || !rest.Skip(":")) return false;
    if (builder.stack_end == 0) return true;
    uint64_t next = builder.stack_next;
    if (next >= builder.stack_end || ParseHex(label) != (next & 0xffff & ~uint64_t{kRowBytes - 1})) {
        builder.AddDamage(DamageKind::kTornLine, line.number, label);
        builder.stack_end = 0;
        return true;
    }
    ReadStackWords(builder, line, rest);
    if (builder.stack_end != 0 && builder.stack_next % kRowBytes != 0) builder.continuation = ReadWrappedRow;
    return true;
}

FrameContext ContextBelow(std::string_view symbol) {
    if (symbol.starts_with("__irq")) return FrameContext::kIrq;
    if (symbol.starts_with("__fiq")) return FrameContext::kNmi;
    bool abort = symbol.starts_with("__dabt") || symbol.starts_with("__pabt") || symbol.starts_with("__und");
    return abort ? FrameContext::kException : FrameContext::kTask;
}

// Exception stack(0xc0b5dfb0 to 0xc0b5dff8): the frames above it were pushed by the exception that __irq_svc and the
// like (entry-armv.S) took.
bool ReadExceptionStack(EventBuilder& builder, const Line&, Cursor) {
    builder.stack_end = 0;
    if (const CodeLocation* entry = builder.LastFrame()) builder.MarkContext(ContextBelow(entry->symbol));
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
