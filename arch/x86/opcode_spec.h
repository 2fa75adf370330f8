#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>

#include "arch/x86/opcode_table.h"

namespace faultbox::x86 {

/// Reads an opcode's specification while compiling. Words, divided by one blank:
/// - first the effect: "mov", "other", "grp5";
/// - "E" ModRM, whose memory operand is not accessed; "Er", "Ew", "Em" read, written, both; "R" ModRM of registers
///   alone; "O" register in the opcode; "o", "or", "ow" an address;
/// - ":v" the operand's Width by its letter;
/// - "Ib", "Iw", "Iz", "Iv", "Ap", "Iwb", "Jb", "Jz" immediates;
/// - "+G", "+E", "+V", "+O" general registers written; "+a", "+c", "+d", "+b", "+S", "+B", "+s", "+D", "+r11" such by
/// name
///   (rsp is S, rbp B, rsi s, rdi D);
/// - "f" sets flags, "!64" and "!32" invalid in that mode.
consteval Opcode Spec(std::string_view text);

/// The parts of Spec().
namespace spec {

struct EffectName {
    std::string_view name;
    Effect effect;
};

inline constexpr EffectName kEffects[] = {
    {"other", Effect::kOther},
    {"ud", Effect::kUndefined},
    {"mov", Effect::kMove},
    {"movi", Effect::kMoveImmediate},
    {"movzx", Effect::kZeroExtend},
    {"movsx", Effect::kSignExtend},
    {"cmov", Effect::kConditionalMove},
    {"add", Effect::kAdd},
    {"sub", Effect::kSubtract},
    {"xor", Effect::kXor},
    {"inc", Effect::kIncrement},
    {"dec", Effect::kDecrement},
    {"cmp", Effect::kCompare},
    {"lea", Effect::kLea},
    {"prefetch", Effect::kPrefetch},
    {"push", Effect::kPush},
    {"push-o", Effect::kPushRegister},
    {"push-e", Effect::kPushOperand},
    {"pop", Effect::kPop},
    {"pop-o", Effect::kPopRegister},
    {"pop-e", Effect::kPopOperand},
    {"pusha", Effect::kPushAll},
    {"popa", Effect::kPopAll},
    {"enter", Effect::kEnter},
    {"leave", Effect::kLeave},
    {"call", Effect::kCall},
    {"call-e", Effect::kCallOperand},
    {"callf", Effect::kCallFar},
    {"jmp", Effect::kJump},
    {"jcc", Effect::kJumpCondition},
    {"loop", Effect::kJumpCount},
    {"jmp-e", Effect::kJumpOperand},
    {"jmpf", Effect::kJumpFar},
    {"ret", Effect::kReturn},
    {"retf", Effect::kReturnFar},
    {"iret", Effect::kReturnInterrupt},
    {"sysret", Effect::kReturnSystem},
    {"movs", Effect::kMovs},
    {"cmps", Effect::kCmps},
    {"stos", Effect::kStos},
    {"lods", Effect::kLods},
    {"scas", Effect::kScas},
    {"ins", Effect::kIns},
    {"outs", Effect::kOuts},
    {"xlat", Effect::kXlat},
    {"maskmov", Effect::kMaskMove},
    {"vsib", Effect::kVectorIndex},
};

/// Not constexpr: to reach it while compiling is the error message.
void SpecificationHasUnknownWord();

consteval Effect EffectOf(std::string_view word) {
    for (const EffectName& entry : kEffects) {
        if (entry.name == word) return entry.effect;
    }
    SpecificationHasUnknownWord();
    return Effect::kInvalid;
}

consteval Use UseOf(std::string_view letters) {
    if (letters == "r") return Use::kRead;
    if (letters == "w") return Use::kWrite;
    if (letters == "m") return Use::kModify;
    if (!letters.empty()) SpecificationHasUnknownWord();
    return Use::kNone;
}

consteval Immediate ImmediateOf(std::string_view word) {
    constexpr std::string_view kNames[] = {"", "Ib", "Iw", "Iz", "Iv", "Ap", "Iwb", "Jb", "Jz"};
    for (size_t at = 1; at < std::size(kNames); ++at) {
        if (kNames[at] == word) return static_cast<Immediate>(at);
    }
    SpecificationHasUnknownWord();
    return Immediate::kNone;
}

consteval void ReadWritten(std::string_view name, Opcode& opcode) {
    constexpr std::string_view kNumbers = "acdbSBsD";  // Hardware numbers 0 to 7.
    if (name == "G") {
        opcode.writes_reg = true;
    } else if (name == "E") {
        opcode.writes_operand = true;
    } else if (name == "V") {
        opcode.writes_vvvv = true;
    } else if (name == "O") {
        opcode.writes_opcode = true;
    } else if (name == "r11") {
        opcode.implicit |= 1 << 11;
    } else if (name.size() == 1 && kNumbers.contains(name[0])) {
        opcode.implicit |= static_cast<uint16_t>(1 << kNumbers.find(name[0]));
    } else {
        SpecificationHasUnknownWord();
    }
}

consteval void ReadWord(std::string_view word, Opcode& opcode) {
    if (word == "f") {
        opcode.sets_flags = true;
    } else if (word == "!64") {
        opcode.only_32 = true;
    } else if (word == "!32") {
        opcode.only_64 = true;
    } else if (word == "R") {
        opcode.form = Form::kModRmRegister;
    } else if (word == "O") {
        opcode.form = Form::kOpcodeRegister;
    } else if (word.starts_with('E') || word.starts_with('o')) {
        opcode.form = word[0] == 'E' ? Form::kModRm : Form::kOffset;
        opcode.use = UseOf(word.substr(1));
    } else if (word.starts_with(':')) {
        opcode.width = static_cast<Width>(word[1]);
    } else if (word.starts_with('+')) {
        ReadWritten(word.substr(1), opcode);
    } else {
        opcode.immediate = ImmediateOf(word);
    }
}

}  // namespace spec

consteval Opcode Spec(std::string_view text) {
    Opcode opcode;
    for (bool first = true; !text.empty(); first = false) {
        size_t end = text.find(' ');
        std::string_view word = text.substr(0, end);
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
        if (!first) {
            spec::ReadWord(word, opcode);
        } else if (word.starts_with("grp")) {
            opcode.effect = Effect::kGroup;
            opcode.form = Form::kModRm;
            for (char digit : word.substr(3)) opcode.group = static_cast<uint8_t>(opcode.group * 10 + (digit - '0'));
        } else {
            opcode.effect = spec::EffectOf(word);
        }
    }
    return opcode;
}

/// Up to four specifications, divided by "|", by mandatory prefix; those missing are as the first.
consteval Alternatives SpecByPrefix(std::string_view text) {
    Alternatives alternatives;
    size_t count = 0;
    for (bool more = true; more && count < 4; ++count) {
        size_t end = text.find('|');
        more = end != text.npos;
        alternatives[count] = Spec(text.substr(0, end));
        if (more) text = text.substr(end + 1);
    }
    for (; count < 4; ++count) alternatives[count] = alternatives[0];
    return alternatives;
}

}  // namespace faultbox::x86
