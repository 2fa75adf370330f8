#include "arch/x86/opcode_table.h"

#include "arch/common/bits.h"
#include "arch/x86/opcode_spec.h"

namespace faultbox::x86 {
namespace {

struct Range {
    uint8_t first;
    uint8_t last;
    std::string_view spec;
};

// Table A-2. What stands in none of the ranges is a prefix, an escape or no instruction.
constexpr Range kOneByte[] = {
    {0x06, 0x06, "push !64"},
    {0x07, 0x07, "pop !64"},
    {0x0e, 0x0e, "push !64"},
    {0x16, 0x16, "push !64"},
    {0x17, 0x17, "pop !64"},
    {0x1e, 0x1e, "push !64"},
    {0x1f, 0x1f, "pop !64"},
    {0x27, 0x27, "other +a f !64"},
    {0x2f, 0x2f, "other +a f !64"},
    {0x37, 0x37, "other +a f !64"},
    {0x3f, 0x3f, "other +a f !64"},
    {0x40, 0x47, "inc O :v +O f !64"},
    {0x48, 0x4f, "dec O :v +O f !64"},
    {0x50, 0x57, "push-o O"},
    {0x58, 0x5f, "pop-o O"},
    {0x60, 0x60, "pusha !64"},
    {0x61, 0x61, "popa !64 +a +c +d +b +B +s +D"},
    {0x62, 0x62, "other Er :B !64"},
    {0x63, 0x63, "movsx Er :d +G"},  // In 32-bit mode arpl, see LegacyOpcode's caller.
    {0x68, 0x68, "push Iz"},
    {0x69, 0x69, "other Er :v +G Iz f"},
    {0x6a, 0x6a, "push Ib"},
    {0x6b, 0x6b, "other Er :v +G Ib f"},
    {0x6c, 0x6c, "ins :b"},
    {0x6d, 0x6d, "ins :v"},
    {0x6e, 0x6e, "outs :b"},
    {0x6f, 0x6f, "outs :v"},
    {0x70, 0x7f, "jcc Jb"},
    {0x80, 0x80, "grp1 :b Ib"},
    {0x81, 0x81, "grp1 :v Iz"},
    {0x82, 0x82, "grp1 :b Ib !64"},
    {0x83, 0x83, "grp1 :v Ib"},
    {0x84, 0x84, "cmp Er :b f"},
    {0x85, 0x85, "cmp Er :v f"},
    {0x86, 0x86, "other Em :b +E +G"},
    {0x87, 0x87, "other Em :v +E +G"},
    {0x88, 0x88, "mov Ew :b +E"},
    {0x89, 0x89, "mov Ew :v +E"},
    {0x8a, 0x8a, "mov Er :b +G"},
    {0x8b, 0x8b, "mov Er :v +G"},
    {0x8c, 0x8c, "other Ew :w +E"},
    {0x8d, 0x8d, "lea E :v +G"},
    {0x8e, 0x8e, "other Er :w"},
    {0x8f, 0x8f, "grp10"},
    {0x90, 0x90, "other"},
    {0x91, 0x97, "other O :v +O +a"},
    {0x98, 0x98, "other +a"},
    {0x99, 0x99, "other +d"},
    {0x9a, 0x9a, "callf Ap !64"},
    {0x9b, 0x9b, "other"},
    {0x9c, 0x9c, "push"},
    {0x9d, 0x9d, "pop f"},
    {0x9e, 0x9e, "other f"},
    {0x9f, 0x9f, "other +a"},
    {0xa0, 0xa0, "mov or :b +a"},
    {0xa1, 0xa1, "mov or :v +a"},
    {0xa2, 0xa2, "mov ow :b"},
    {0xa3, 0xa3, "mov ow :v"},
    {0xa4, 0xa4, "movs :b"},
    {0xa5, 0xa5, "movs :v"},
    {0xa6, 0xa6, "cmps :b f"},
    {0xa7, 0xa7, "cmps :v f"},
    {0xa8, 0xa8, "cmp Ib :b f"},
    {0xa9, 0xa9, "cmp Iz :v f"},
    {0xaa, 0xaa, "stos :b"},
    {0xab, 0xab, "stos :v"},
    {0xac, 0xac, "lods :b +a"},
    {0xad, 0xad, "lods :v +a"},
    {0xae, 0xae, "scas :b f"},
    {0xaf, 0xaf, "scas :v f"},
    {0xb0, 0xb7, "movi O Ib :b +O"},
    {0xb8, 0xbf, "movi O Iv :v +O"},
    {0xc0, 0xc0, "grp2 :b Ib"},
    {0xc1, 0xc1, "grp2 :v Ib"},
    {0xc2, 0xc2, "ret Iw"},
    {0xc3, 0xc3, "ret"},
    {0xc4, 0xc4, "other Er :p +G !64"},
    {0xc5, 0xc5, "other Er :p +G !64"},
    {0xc6, 0xc6, "grp11 :b Ib"},
    {0xc7, 0xc7, "grp11 :v Iz"},
    {0xc8, 0xc8, "enter Iwb"},
    {0xc9, 0xc9, "leave"},
    {0xca, 0xca, "retf Iw"},
    {0xcb, 0xcb, "retf"},
    {0xcc, 0xcc, "ud"},
    {0xcd, 0xcd, "other Ib +a"},
    {0xce, 0xce, "other !64"},
    {0xcf, 0xcf, "iret"},
    {0xd0, 0xd0, "grp2 :b"},
    {0xd1, 0xd1, "grp2 :v"},
    {0xd2, 0xd2, "grp2 :b"},
    {0xd3, 0xd3, "grp2 :v"},
    {0xd4, 0xd5, "other Ib +a f !64"},
    {0xd6, 0xd6, "other +a !64"},
    {0xd7, 0xd7, "xlat :b +a"},
    {0xd8, 0xdf, "grp20"},
    {0xe0, 0xe2, "loop Jb +c"},
    {0xe3, 0xe3, "loop Jb"},
    {0xe4, 0xe5, "other Ib +a"},
    {0xe6, 0xe7, "other Ib"},
    {0xe8, 0xe8, "call Jz"},
    {0xe9, 0xe9, "jmp Jz"},
    {0xea, 0xea, "jmpf Ap !64"},
    {0xeb, 0xeb, "jmp Jb"},
    {0xec, 0xed, "other +a"},
    {0xee, 0xef, "other"},
    {0xf1, 0xf1, "ud"},
    {0xf4, 0xf4, "other"},
    {0xf5, 0xf5, "other f"},
    {0xf6, 0xf6, "grp3 :b"},
    {0xf7, 0xf7, "grp3 :v"},
    {0xf8, 0xf9, "other f"},
    {0xfa, 0xfb, "other"},
    {0xfc, 0xfd, "other"},
    {0xfe, 0xfe, "grp4 :b"},
    {0xff, 0xff, "grp5 :v"},
};

// The columns of one operation in 00 to 3f: E,G; G,E; accumulator, immediate.
constexpr std::string_view kAdd[] = {"add Em :b +E f", "add Em :v +E f", "add Er :b +G f",
                                     "add Er :v +G f", "add Ib :b +a f", "add Iz :v +a f"};
constexpr std::string_view kSubtract[] = {"sub Em :b +E f", "sub Em :v +E f", "sub Er :b +G f",
                                          "sub Er :v +G f", "sub Ib :b +a f", "sub Iz :v +a f"};
constexpr std::string_view kXor[] = {"xor Em :b +E f", "xor Em :v +E f",   "xor Er :b +G f",
                                     "xor Er :v +G f", "other Ib :b +a f", "other Iz :v +a f"};
constexpr std::string_view kLogic[] = {"other Em :b +E f", "other Em :v +E f", "other Er :b +G f",
                                       "other Er :v +G f", "other Ib :b +a f", "other Iz :v +a f"};
constexpr std::string_view kCompare[] = {"cmp Er :b f", "cmp Er :v f", "cmp Er :b f",
                                         "cmp Er :v f", "cmp Ib :b f", "cmp Iz :v f"};

// Table A-3.
constexpr Range kTwoBytes[] = {
    {0x00, 0x00, "grp6"},
    {0x01, 0x01, "grp7"},
    {0x02, 0x03, "other Er :w +G f"},
    {0x05, 0x05, "other +a +c +r11 !32"},
    {0x06, 0x06, "other"},
    {0x07, 0x07, "sysret !32"},
    {0x08, 0x09, "other"},
    {0x0b, 0x0b, "ud"},
    {0x0d, 0x0d, "prefetch Er"},
    {0x0e, 0x0e, "other"},
    {0x0f, 0x0f, "other Er :q Ib"},  // 3DNow!
    {0x10, 0x10, "other Er :x|other Er :x|other Er :d|other Er :q"},
    {0x11, 0x11, "other Ew :x|other Ew :x|other Ew :d|other Ew :q"},
    {0x12, 0x12, "other Er :q|other Er :q|other Er :x|other Er :D"},
    {0x13, 0x13, "other Ew :q"},
    {0x14, 0x15, "other Er :x"},
    {0x16, 0x16, "other Er :q|other Er :q|other Er :x|other Er :q"},
    {0x17, 0x17, "other Ew :q"},
    {0x18, 0x18, "grp16"},
    {0x19, 0x1d, "other E"},
    {0x1e, 0x1e, "other E|other E|grp17|other E"},
    {0x1f, 0x1f, "other E"},
    {0x20, 0x21, "other R +E"},
    {0x22, 0x23, "other R"},
    {0x28, 0x28, "other Er :x"},
    {0x29, 0x29, "other Ew :x"},
    {0x2a, 0x2a, "other Er :q|other Er :q|other Er :y|other Er :y"},
    {0x2b, 0x2b, "other Ew :x|other Ew :x|other Ew :d|other Ew :q"},
    {0x2c, 0x2d, "other Er :q|other Er :x|other Er :d +G|other Er :q +G"},
    {0x2e, 0x2f, "other Er :d f|other Er :q f"},
    {0x30, 0x30, "other"},
    {0x31, 0x31, "other +a +d"},
    {0x32, 0x32, "other +a +d"},
    {0x33, 0x33, "other +a +d"},
    {0x34, 0x34, "other +S"},
    {0x35, 0x35, "sysret +S"},
    {0x37, 0x37, "other +a +b +c"},
    {0x40, 0x4f, "cmov Er :v +G"},
    {0x50, 0x50, "other R +G"},
    {0x51, 0x51, "other Er :x|other Er :x|other Er :d|other Er :q"},
    {0x52, 0x53, "other Er :x|other Er :x|other Er :d|other Er :q"},
    {0x54, 0x57, "other Er :x"},
    {0x58, 0x59, "other Er :x|other Er :x|other Er :d|other Er :q"},
    {0x5a, 0x5a, "other Er :h|other Er :x|other Er :d|other Er :q"},
    {0x5b, 0x5b, "other Er :x"},
    {0x5c, 0x5f, "other Er :x|other Er :x|other Er :d|other Er :q"},
    {0x60, 0x62, "other Er :m|other Er :x"},
    {0x63, 0x6d, "other Er :m|other Er :x"},
    {0x6e, 0x6e, "other Er :y"},
    {0x6f, 0x6f, "other Er :m|other Er :x|other Er :x"},
    {0x70, 0x70, "other Er :m Ib|other Er :x Ib|other Er :x Ib|other Er :x Ib"},
    {0x71, 0x73, "other Er :x Ib"},
    {0x74, 0x76, "other Er :m|other Er :x"},
    {0x77, 0x77, "other"},
    {0x78, 0x79, "other Em :y +E"},  // vmread, vmwrite
    {0x7c, 0x7d, "other Er :x"},
    {0x7e, 0x7e, "other Ew :y +E|other Ew :y +E|other Er :q|other Ew :y +E"},
    {0x7f, 0x7f, "other Ew :m|other Ew :x|other Ew :x"},
    {0x80, 0x8f, "jcc Jz"},
    {0x90, 0x9f, "other Ew :b +E"},
    {0xa0, 0xa0, "push"},
    {0xa1, 0xa1, "pop"},
    {0xa2, 0xa2, "other +a +b +c +d"},
    {0xa3, 0xa3, "cmp Er :v f"},
    {0xa4, 0xa4, "other Em :v +E Ib f"},
    {0xa5, 0xa5, "other Em :v +E f"},
    {0xa8, 0xa8, "push"},
    {0xa9, 0xa9, "pop"},
    {0xaa, 0xaa, "other"},
    {0xab, 0xab, "other Em :v +E f"},
    {0xac, 0xac, "other Em :v +E Ib f"},
    {0xad, 0xad, "other Em :v +E f"},
    {0xae, 0xae, "grp15"},
    {0xaf, 0xaf, "other Er :v +G f"},
    {0xb0, 0xb0, "other Em :b +E +a f"},
    {0xb1, 0xb1, "other Em :v +E +a f"},
    {0xb2, 0xb2, "other Er :p +G"},
    {0xb3, 0xb3, "other Em :v +E f"},
    {0xb4, 0xb5, "other Er :p +G"},
    {0xb6, 0xb6, "movzx Er :b +G"},
    {0xb7, 0xb7, "movzx Er :w +G"},
    {0xb8, 0xb8, "other Er :v +G f"},
    {0xb9, 0xb9, "ud E"},
    {0xba, 0xba, "grp8 :v Ib"},
    {0xbb, 0xbb, "other Em :v +E f"},
    {0xbc, 0xbd, "other Er :v +G f"},
    {0xbe, 0xbe, "movsx Er :b +G"},
    {0xbf, 0xbf, "movsx Er :w +G"},
    {0xc0, 0xc0, "other Em :b +E +G f"},
    {0xc1, 0xc1, "other Em :v +E +G f"},
    {0xc2, 0xc2, "other Er :x Ib|other Er :x Ib|other Er :d Ib|other Er :q Ib"},
    {0xc3, 0xc3, "mov Ew :y"},
    {0xc4, 0xc4, "other Er :w Ib"},
    {0xc5, 0xc5, "other R +G Ib"},
    {0xc6, 0xc6, "other Er :x Ib"},
    {0xc7, 0xc7, "grp9"},
    {0xc8, 0xcf, "other O :v +O"},
    {0xd0, 0xd0, "other Er :x"},
    {0xd1, 0xd3, "other Er :m|other Er :o"},
    {0xd4, 0xd5, "other Er :m|other Er :x"},
    {0xd6, 0xd6, "other Ew :q"},
    {0xd7, 0xd7, "other R +G"},
    {0xd8, 0xe0, "other Er :m|other Er :x"},
    {0xe1, 0xe2, "other Er :m|other Er :o"},
    {0xe3, 0xe5, "other Er :m|other Er :x"},
    {0xe6, 0xe6, "other Er :x|other Er :x|other Er :h|other Er :x"},
    {0xe7, 0xe7, "other Ew :m|other Ew :x"},
    {0xe8, 0xef, "other Er :m|other Er :x"},
    {0xf0, 0xf0, "other Er :x"},
    {0xf1, 0xf3, "other Er :m|other Er :o"},
    {0xf4, 0xf6, "other Er :m|other Er :x"},
    {0xf7, 0xf7, "maskmov R :m"},
    {0xf8, 0xfe, "other Er :m|other Er :x"},
    {0xff, 0xff, "ud E"},
};

using Table = std::array<Alternatives, 256>;

template <size_t kCount>
consteval void Fill(Table& table, const Range (&ranges)[kCount]) {
    for (const Range& range : ranges) {
        Alternatives alternatives = SpecByPrefix(range.spec);
        for (unsigned opcode = range.first; opcode <= range.last; ++opcode) table[opcode] = alternatives;
    }
}

consteval void FillArithmetic(Table& table) {
    const std::string_view* const kOperations[] = {kAdd, kLogic, kLogic, kLogic, kLogic, kSubtract, kXor, kCompare};
    for (unsigned operation = 0; operation < 8; ++operation) {
        for (unsigned column = 0; column < 6; ++column) {
            table[operation * 8 + column] = SpecByPrefix(kOperations[operation][column]);
        }
    }
}

consteval Table MakeOneByte() {
    Table table;
    Fill(table, kOneByte);
    FillArithmetic(table);
    return table;
}

consteval Table MakeTwoBytes() {
    Table table;
    Fill(table, kTwoBytes);
    return table;
}

constexpr Table kOneByteTable = MakeOneByte();
constexpr Table kTwoByteTable = MakeTwoBytes();

}  // namespace

const Opcode& LegacyOpcode(Map map, uint8_t opcode, unsigned prefix) {
    return (map == kMapOneByte ? kOneByteTable : kTwoByteTable)[opcode][prefix & 3];
}

}  // namespace faultbox::x86
