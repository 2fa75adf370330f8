#include "arch/common/bits.h"
#include "arch/x86/opcode_spec.h"

namespace faultbox::x86 {
namespace {

using Group = std::array<Opcode, 8>;

consteval Group Members(const std::array<std::string_view, 8>& specs) {
    Group group;
    for (size_t at = 0; at < 8; ++at) {
        if (!specs[at].empty()) group[at] = Spec(specs[at]);
    }
    return group;
}

struct NumberedGroup {
    uint8_t number;
    Group members;
};

// Table A-6, by ModRM.reg. Group 1A is 10 here. What a group's member leaves open, its opcode says.
constexpr NumberedGroup kGroups[] = {
    {1, Members({"add Em +E f", "other Em +E f", "other Em +E f", "other Em +E f", "other Em +E f", "sub Em +E f",
                 "other Em +E f", "cmp Er f"})},
    {10, Members({"pop-e Ew +E"})},
    {2, Members({"other Em +E f", "other Em +E f", "other Em +E f", "other Em +E f", "other Em +E f", "other Em +E f",
                 "other Em +E f", "other Em +E f"})},
    {3, Members({"cmp Er Iz f", "cmp Er Iz f", "other Em +E", "other Em +E f", "other Er +a +d f", "other Er +a +d f",
                 "other Er +a +d f", "other Er +a +d f"})},
    {4, Members({"inc Em +E f", "dec Em +E f"})},
    {5, Members({"inc Em +E f", "dec Em +E f", "call-e Er :n", "callf Er :p", "jmp-e Er :n", "jmpf Er :p",
                 "push-e Er :k"})},
    {6, Members({"other Ew :w +E", "other Ew :w +E", "other Er :w", "other Er :w", "other Er :w f", "other Er :w f"})},
    {7, Members({"other Ew :s", "other Ew :s", "other Er :s", "other Er :s", "other Ew :w +E", "other Em :q",
                 "other Er :w", "other E"})},
    {8, Members({"", "", "", "", "cmp Er f", "other Em +E f", "other Em +E f", "other Em +E f"})},
    {9, Members({"", "other Em :P +a +d f", "", "other Er", "other Ew", "other Ew", "other Er :q +E f",
                 "other Ew :q +E f"})},
    {11, Members({"movi Ew +E", "", "", "", "", "", "", ""})},
    // Of xsave and xsaveopt the header is read too (SDM vol. 1, 13.7, 13.9). clflush is a load of a byte (vol. 2A,
    // CLFLUSH).
    {15, Members({"other Ew :F +E", "other Er :F +E", "other Er :d", "other Ew :d", "other Em", "other Er", "other Em",
                  "other Er :b"})},
    {16,
     Members({"prefetch Er", "prefetch Er", "prefetch Er", "prefetch Er", "other E", "other E", "other E", "other E"})},
    {17,
     Members({"other E", "other E +E", "other E", "other E", "other E", "other E", "other E", "other E"})},  // rdssp
};

// Group 7 with registers only: one instruction for each ModRM byte.
struct ByModRm {
    uint8_t modrm;
    Opcode opcode;
};

constexpr ByModRm kGroup7[] = {
    {0xc1, Spec("other +a")},             // vmcall
    {0xc6, Spec("other +a")},             // Beside wrmsrns: rdmsrlist
    {0xd0, Spec("other +a +d")},          // xgetbv
    {0xd6, Spec("other f")},              // xtest
    {0xd7, Spec("other +a +b +c +d f")},  // enclu
    {0xd9, Spec("other +a")},             // vmmcall
    {0xee, Spec("other +a +d")},          // rdpkru
    {0xf9, Spec("other +a +c +d")},       // rdtscp
    {0xfd, Spec("other +a +d")},          // rdpru
    {0xfe, Spec("other f")},              // invlpgb
    {0xff, Spec("other f")},              // tlbsync, psmash
};

// A.5, memory forms by opcode and ModRM.reg.
constexpr Group kX87[8] = {
    Members({"other Er :d", "other Er :d", "other Er :d", "other Er :d", "other Er :d", "other Er :d", "other Er :d",
             "other Er :d"}),
    Members(
        {"other Er :d", "", "other Ew :d", "other Ew :d", "other Er :N", "other Er :w", "other Ew :N", "other Ew :w"}),
    Members({"other Er :d", "other Er :d", "other Er :d", "other Er :d", "other Er :d", "other Er :d", "other Er :d",
             "other Er :d"}),
    Members({"other Er :d", "other Ew :d", "other Ew :d", "other Ew :d", "", "other Er :t", "", "other Ew :t"}),
    Members({"other Er :q", "other Er :q", "other Er :q", "other Er :q", "other Er :q", "other Er :q", "other Er :q",
             "other Er :q"}),
    Members(
        {"other Er :q", "other Ew :q", "other Ew :q", "other Ew :q", "other Er :A", "", "other Ew :A", "other Ew :w"}),
    Members({"other Er :w", "other Er :w", "other Er :w", "other Er :w", "other Er :w", "other Er :w", "other Er :w",
             "other Er :w"}),
    Members({"other Er :w", "other Ew :w", "other Ew :w", "other Ew :w", "other Er :t", "other Er :q", "other Ew :t",
             "other Ew :q"}),
};

Opcode Merge(const Opcode& opcode, Opcode member) {
    if (member.width == Width::kUnknown) member.width = opcode.width;
    if (member.immediate == Immediate::kNone) member.immediate = opcode.immediate;
    if (member.immediate == Immediate::kFull && member.width == Width::kByte) member.immediate = Immediate::kByte;
    member.form = Form::kModRm;
    member.only_32 = opcode.only_32;
    return member;
}

Opcode X87Register(uint8_t opcode, uint8_t modrm) {
    Opcode result = Spec("other E");
    unsigned reg = static_cast<unsigned>(Bits(modrm, 5, 3));
    bool compares = (opcode == 0xdb || opcode == 0xdf) && (reg == 5 || reg == 6);  // fucomi, fcomi
    result.sets_flags = compares;
    if (opcode == 0xdf && modrm == 0xe0) result.implicit = 1;  // fnstsw ax
    return result;
}

}  // namespace

Opcode GroupMember(const Opcode& opcode, uint8_t modrm) {
    if (opcode.group == 7 && modrm >= 0xc0) {
        for (const ByModRm& entry : kGroup7) {
            if (entry.modrm == modrm) return Merge(opcode, entry.opcode);
        }
    }
    for (const NumberedGroup& group : kGroups) {
        if (group.number == opcode.group) return Merge(opcode, group.members[modrm >> 3 & 7]);
    }
    return {};
}

Opcode X87Opcode(uint8_t opcode, uint8_t modrm) {
    if (modrm >= 0xc0) return X87Register(opcode, modrm);
    return kX87[opcode & 7][modrm >> 3 & 7];
}

}  // namespace faultbox::x86
