#include "target/usercrash/elf_image.h"

#include <elf.h>
#include <gtest/gtest.h>

#include "tests/unit/target/usercrash/memory_stream.h"

namespace faultbox::usercrash {
namespace {

constexpr uint64_t kBegin = 0x7f0000001000;

// An image of four segments as the C library's structures lay it out; code is linked at 0x201000.
std::string Image(uint64_t notes_size = 36) {
    Elf64_Ehdr header{};
    memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_machine = EM_X86_64;
    header.e_phoff = sizeof(header);
    header.e_phentsize = sizeof(Elf64_Phdr);
    header.e_phnum = 4;
    Elf64_Phdr segments[4]{};
    segments[0] = {.p_type = PT_LOAD, .p_offset = 0, .p_vaddr = 0x200000, .p_memsz = 0x1000};
    segments[1] = {.p_type = PT_LOAD, .p_offset = 0x1000, .p_vaddr = 0x201000, .p_memsz = 0x1000};
    segments[2] = {.p_type = PT_NOTE, .p_offset = 0x400, .p_vaddr = 0x200400, .p_memsz = notes_size};
    segments[3] = {.p_type = PT_GNU_EH_FRAME, .p_offset = 0x800, .p_vaddr = 0x200800, .p_memsz = 0x40};
    std::string image(0x2000, '\0');
    memcpy(image.data(), &header, sizeof(header));
    memcpy(image.data() + sizeof(header), segments, sizeof(segments));
    std::string note = Number(4, 4) + Number(20, 4) + Number(3, 4) + std::string("GNU\0", 4) + std::string(20, '\xab');
    image.replace(0x400, note.size(), note);
    return image;
}

const ThreadLayout& Layout() {
    return *FindLayout(EM_X86_64, true);
}

Module Mapped() {
    return {.begin = kBegin, .end = kBegin + 0x2000, .code_begin = kBegin + 0x1000};
}

TEST(ElfImageTest, FindsBiasBuildIdAndTables) {
    PieceMemory memory;
    memory.Put(kBegin, Image());
    Module module = Mapped();
    ReadElfImage(memory, Layout(), module);
    EXPECT_TRUE(module.has_headers);
    EXPECT_EQ(module.bias, kBegin - 0x200000);
    EXPECT_EQ(AsText(module.build_id), std::string(20, '\xab'));
    EXPECT_EQ(module.frame_table, kBegin + 0x800);
    EXPECT_EQ(module.frame_table_size, 0x40u);
}

TEST(ElfImageTest, WhatIsNoImageStaysUnknown) {
    PieceMemory unmapped;
    Module module = Mapped();
    ReadElfImage(unmapped, Layout(), module);
    EXPECT_FALSE(module.has_headers);

    for (size_t at :
         {size_t{0}, size_t{EI_CLASS}, offsetof(Elf64_Ehdr, e_machine), offsetof(Elf64_Ehdr, e_phentsize)}) {
        std::string image = Image();
        image[at] = 3;
        PieceMemory memory;
        memory.Put(kBegin, image);
        module = Mapped();
        ReadElfImage(memory, Layout(), module);
        EXPECT_FALSE(module.has_headers) << at;
        EXPECT_EQ(module.build_id.size, 0) << at;
    }
}

// Sizes and places are the process's own, which may have written anything there.
TEST(ElfImageTest, DoesNotFollowWhatLiesOutside) {
    std::string image = Image(1 << 30);
    Elf64_Phdr table{.p_type = PT_GNU_EH_FRAME, .p_vaddr = 0x900000, .p_memsz = 0x40};
    memcpy(image.data() + sizeof(Elf64_Ehdr) + 3 * sizeof(Elf64_Phdr), &table, sizeof(table));
    PieceMemory memory;
    memory.Put(kBegin, image);
    Module module = Mapped();
    ReadElfImage(memory, Layout(), module);
    EXPECT_TRUE(module.has_headers);
    EXPECT_EQ(module.build_id.size, 0);
    EXPECT_EQ(module.frame_table, 0u);

    std::string many = Image();
    many[offsetof(Elf64_Ehdr, e_phnum)] = '\xff';
    many[offsetof(Elf64_Ehdr, e_phnum) + 1] = '\xff';
    PieceMemory counted;
    counted.Put(kBegin, many);
    module = Mapped();
    ReadElfImage(counted, Layout(), module);
    EXPECT_LT(counted.reads, 100);
}

}  // namespace
}  // namespace faultbox::usercrash
