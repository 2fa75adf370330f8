#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>
#include <vector>

#include "arch/common/instruction.h"

namespace faultbox::oracle {

/// Hexadecimal digits as a number; 0 for anything else.
inline uint64_t Hex(std::string_view digits) {
    uint64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return value;
}

/// Pairs of hexadecimal digits as bytes.
inline std::vector<uint8_t> HexBytes(std::string_view digits) {
    std::vector<uint8_t> bytes;
    for (size_t at = 0; at + 1 < digits.size(); at += 2)
        bytes.push_back(static_cast<uint8_t>(Hex(digits.substr(at, 2))));
    return bytes;
}

/// What the scripts call an operation. The compiler knows when one is missing.
constexpr const char* NameOf(Operation operation) {
    switch (operation) {
        case Operation::kOther:
            return "other";
        case Operation::kUndefined:
            return "undefined";
        case Operation::kLoad:
            return "load";
        case Operation::kStore:
            return "store";
        case Operation::kLoadStore:
            return "loadstore";
        case Operation::kPreload:
            return "preload";
        case Operation::kMove:
            return "move";
        case Operation::kMoveImmediate:
            return "moveimm";
        case Operation::kMoveTop:
            return "movetop";
        case Operation::kAdd:
            return "add";
        case Operation::kSubtract:
            return "sub";
        case Operation::kMultiplyAdd:
            return "muladd";
        case Operation::kCall:
            return "call";
        case Operation::kCallRegister:
            return "callreg";
        case Operation::kJump:
            return "jump";
        case Operation::kJumpRegister:
            return "jumpreg";
        case Operation::kCompare:
            return "compare";
    }
    return "?";
}

constexpr const char* NameOf(Shift shift) {
    switch (shift) {
        case Shift::kNone:
            return "";
        case Shift::kLeft:
            return "lsl";
        case Shift::kLogicalRight:
            return "lsr";
        case Shift::kArithmeticRight:
            return "asr";
        case Shift::kRotateRight:
            return "ror";
        case Shift::kRotateRightExtended:
            return "rrx";
    }
    return "?";
}

constexpr const char* NameOf(WriteBack write_back) {
    switch (write_back) {
        case WriteBack::kNone:
            return "none";
        case WriteBack::kBefore:
            return "before";
        case WriteBack::kAfter:
            return "after";
    }
    return "?";
}

constexpr const char* NameOf(Extend extend) {
    switch (extend) {
        case Extend::kNone:
            return "";
        case Extend::kUnsignedByte:
            return "uxtb";
        case Extend::kUnsignedHalfword:
            return "uxth";
        case Extend::kUnsignedWord:
            return "uxtw";
        case Extend::kSignedByte:
            return "sxtb";
        case Extend::kSignedHalfword:
            return "sxth";
        case Extend::kSignedWord:
            return "sxtw";
    }
    return "?";
}

}  // namespace faultbox::oracle
