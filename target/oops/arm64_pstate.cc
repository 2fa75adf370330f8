#include "target/oops/arm64_pstate.h"

#include "arch/arm64/registers.h"
#include "arch/common/bits.h"
#include "target/oops/arm64_fault.h"

namespace faultbox {
namespace {

struct StateLetter {
    char letter;  ///< The capital: the bit is set.
    uint8_t bit;
};

// DDI 0487, SPSR_EL1; print_pstate, arch/arm64/kernel/process.c.
constexpr StateLetter kLetters[] = {{'N', 31}, {'Z', 30}, {'C', 29}, {'V', 28}, {'D', 9}, {'A', 8}, {'I', 7}, {'F', 6}};

struct StateWord {
    std::string_view name;
    uint8_t bit;
};

constexpr StateWord kStateWords[] = {{"PAN", 22}, {"UAO", 23}, {"TCO", 25}, {"DIT", 24}, {"SSBS", 12}};
constexpr uint64_t kAarch32 = 0x10;

bool LettersAgree(std::string_view letters, uint64_t pstate) {
    if (letters.size() != std::size(kLetters)) return false;
    for (size_t i = 0; i < letters.size(); ++i) {
        bool set = letters[i] == kLetters[i].letter;
        if (!set && letters[i] != (kLetters[i].letter | 0x20)) return false;
        if (set != Bit(pstate, kLetters[i].bit)) return false;
    }
    return true;
}

// +PAN    -UAO    BTYPE=-c
bool WordAgrees(std::string_view word, uint64_t pstate) {
    for (const StateWord& known : kStateWords) {
        if (word.substr(1) == known.name) return (word[0] == '+') == Bit(pstate, known.bit);
    }
    if (!word.starts_with("BTYPE=") || word.size() != 8) return true;
    uint64_t type = (word[6] == 'j' ? 1u : 0u) << 1 | (word[7] == 'c' ? 1u : 0u);
    // "jc" is 1, "-c" 2 and "j-" 3.
    constexpr uint8_t kTypes[] = {0, 2, 3, 1};
    return ((pstate >> 10) & 3) == kTypes[type];
}

// nZCv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=--
bool StateAgrees(Cursor words, uint64_t pstate) {
    char letters[8];
    size_t count = 0;
    for (std::string_view word = words.Token(); !word.empty(); words.SkipSpaces(), word = words.Token()) {
        if (word[0] == '+' || word[0] == '-' || word.contains('=')) {
            if (!WordAgrees(word, pstate)) return false;
            continue;
        }
        for (char c : word) {
            if (count == sizeof(letters)) return false;
            letters[count++] = c;
        }
    }
    return LettersAgree({letters, count}, pstate);
}

}  // namespace

// pstate: 60400005 (nZCv daif +PAN -UAO)    pstate: 60000000 (nZCv q A32 LE aif -DIT -SSBS), of a 32-bit process
bool ReadPstate(EventBuilder& builder, const Line& line, Cursor rest) {
    rest.SkipSpaces();
    std::string_view digits = rest.HexDigits();
    if (digits.empty()) return false;
    SetArm64(builder);
    if (builder.event.registers.Has(arm64::kPstate)) return true;
    builder.SetRegister(arm64::kPstate, digits, kPstateDigits, line);
    std::optional<uint64_t> pstate = builder.event.registers.Get(arm64::kPstate);
    rest.SkipSpaces();
    if (!pstate || (*pstate & kAarch32) != 0 || !rest.Skip("(")) return true;
    std::string_view words = rest.Until(")");
    if (!StateAgrees(Cursor(words), *pstate)) {
        builder.AddDamage(DamageKind::kDiscrepancy, line.number, words, digits);
    }
    return true;
}

}  // namespace faultbox
