#include <algorithm>
#include <set>

#include "host/elf/elf_file.h"
#include "host/symbols/member_path.h"
#include "host/symbols/type_member.h"
#include "tests/unit/host/symbols/fixture.h"

namespace faultbox {
namespace {

/// Asks everything, so that sanitizers see every path.
void AskEverything(const SymbolFile& file) {
    for (const char* name : {"player_update", "twice", "read_song"}) {
        for (const Symbol& symbol : file.FindFunction(name)) {
            for (uint64_t offset = 0; offset < std::min<uint64_t>(symbol.size, 64); offset += 4) {
                uint64_t address = symbol.address + offset;
                file.FramesAt(address);
                file.VariablesAt(address);
                file.CallSiteAt(address);
                file.ReadImage(address, 16);
            }
            file.VariablesOf(symbol.address);
        }
    }
    for (const char* name : {"struct player", "song", "slot_alias"}) {
        for (const TypeRef& type : file.FindTypes(name)) {
            FindMember(type, 12, 4);
            DescribeLayout(type);
        }
    }
    file.Notes();
}

std::set<uint64_t> Boundaries(Bytes bytes) {
    std::set<uint64_t> boundaries;
    auto elf = elf::ElfFile::Parse(bytes);
    for (const elf::Section& section : (*elf)->sections()) {
        boundaries.insert(std::min<uint64_t>(section.file_offset, bytes.size()));
        boundaries.insert(std::min<uint64_t>(section.file_offset + section.raw.size(), bytes.size()));
    }
    return boundaries;
}

/// The same file with its section header table right behind the ELF header: what remains when such a file is cut can
/// still be found. 64-bit, little endian.
std::vector<uint8_t> WithTableInFront(Bytes bytes) {
    auto elf = elf::ElfFile::Parse(bytes);
    constexpr size_t kHeaderSize = 64;
    size_t table = static_cast<size_t>((*elf)->header().section_table_offset);
    size_t table_size = (*elf)->sections().size() * 64;
    std::vector<uint8_t> moved(bytes.begin(), bytes.begin() + kHeaderSize);
    moved.insert(moved.end(), bytes.begin() + table, bytes.begin() + table + table_size);
    moved.insert(moved.end(), bytes.begin() + kHeaderSize, bytes.end());
    auto store = [&](size_t at, uint64_t value) {
        for (size_t i = 0; i < 8; ++i) moved[at + i] = static_cast<uint8_t>(value >> (8 * i));
    };
    store(40, kHeaderSize);  // e_shoff
    for (const elf::Section& section : (*elf)->sections()) {
        store(kHeaderSize + section.index * 64 + 24, section.file_offset + table_size);  // sh_offset
    }
    return moved;
}

TEST(Hostile, AFileWithoutItsSectionTableIsRefusedWithTheOffset) {
    Fixture fixture("x86_64-dwarf5.ko");
    Bytes bytes = fixture.mapping.bytes();
    uint64_t table = fixture.file->elf().header().section_table_offset;
    for (uint64_t boundary : Boundaries(bytes)) {
        if (boundary > table) continue;
        auto cut = SymbolFile::Open(bytes.first(boundary), "cut");
        ASSERT_FALSE(cut) << boundary;
        if (boundary >= 64) {
            EXPECT_EQ(cut.error().code, ErrorCode::kTruncated);
            EXPECT_EQ(cut.error().offset, table);
        }
    }
}

TEST(Hostile, WhatIsReadableOfACutFileStaysReadable) {
    Fixture fixture("x86_64-dwarf5.ko");
    std::vector<uint8_t> moved = WithTableInFront(fixture.mapping.bytes());
    auto whole = SymbolFile::Open(moved, "whole");
    ASSERT_TRUE(whole);
    EXPECT_EQ((*whole)->FindTypes("struct player").size(), 1u);
    EXPECT_TRUE((*whole)->Notes().empty());
    size_t readable = 0;
    std::set<uint64_t> boundaries = Boundaries(moved);
    for (uint64_t boundary : boundaries) {
        for (uint64_t size : {boundary, boundary + 1}) {
            auto cut = SymbolFile::Open(Bytes(moved).first(std::min<size_t>(size, moved.size())), "cut");
            if (!cut) continue;
            ++readable;
            AskEverything(**cut);
            bool has_note = !(*cut)->Notes().empty();
            EXPECT_EQ(has_note, size < *boundaries.rbegin()) << size;
        }
    }
    EXPECT_GT(readable, 20u);
}

TEST(Hostile, TypesThatContainThemselvesEnd) {
    Fixture fixture("circles.o");
    TypeRef circle = fixture.file->FindTypes("circle").at(0);
    EXPECT_EQ(circle.Complete().kind(), TypeKind::kNone);
    EXPECT_EQ(circle.Size(), std::nullopt);
    EXPECT_EQ(circle.Name(), "circle");
    TypeRef nest = fixture.file->FindTypes("struct nest").at(0);
    MemberLookup lookup = FindMember(nest, 0, 8);
    EXPECT_FALSE(lookup.paths.empty());
    EXPECT_LE(lookup.paths.size(), 64u);
    EXPECT_EQ(DescribeLayout(nest).size(), 2u);
    TypeRef holder = fixture.file->FindTypes("holder").at(0);
    MemberList members = holder.Members();
    ASSERT_EQ(members.size(), 4u);
    for (const TypeMember& member : members) {
        EXPECT_LT(member.Type().Name().size(), 600u) << member.Name();
        member.Type().Size();
        member.Type().Pointee();
    }
    EXPECT_EQ(members[1].Type().Size(), std::nullopt);
    for (uint64_t offset : {0, 8, 16, 24}) EXPECT_LE(FindMember(holder, offset, 8).paths.size(), 64u);
}

TEST(Hostile, FlippedBytesNeverBreakTheReader) {
    Fixture fixture("arm-dwarf5.ko");
    std::vector<uint8_t> bytes(fixture.mapping.bytes().begin(), fixture.mapping.bytes().end());
    uint32_t random = 1;
    for (int round = 0; round < 300; ++round) {
        std::vector<uint8_t> damaged = bytes;
        for (int flips = 0; flips < 8; ++flips) {
            random = random * 1'664'525 + 1'013'904'223;
            damaged[(random >> 8) % damaged.size()] = static_cast<uint8_t>(random);
        }
        auto file = SymbolFile::Open(damaged, "damaged");
        if (file) AskEverything(**file);
    }
}

}  // namespace
}  // namespace faultbox
