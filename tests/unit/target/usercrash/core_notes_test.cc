#include "target/usercrash/core_notes.h"

#include <elf.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/procfs.h>
#include <sys/user.h>

#include "arch/arm/registers.h"
#include "arch/x86/registers.h"
#include "tests/unit/target/usercrash/memory_stream.h"

namespace faultbox::usercrash {
namespace {

template <typename T>
std::string BytesOf(const T& value) {
    return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

std::string Note(std::string_view owner, uint32_t type, std::string content) {
    std::string name(owner);
    name += '\0';
    std::string note = Number(name.size(), 4) + Number(content.size(), 4) + Number(type, 4);
    name.resize((name.size() + 3) / 4 * 4);
    content.resize((content.size() + 3) / 4 * 4);
    return note + name + content;
}

// A core of this machine (x86-64), laid out by the C library's own structures.
std::string Core(const std::string& notes, const std::string& behind = "", uint32_t gap = 0) {
    Elf64_Ehdr header{};
    memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_type = ET_CORE;
    header.e_machine = EM_X86_64;
    header.e_phoff = sizeof(header);
    header.e_phentsize = sizeof(Elf64_Phdr);
    header.e_phnum = 2;
    Elf64_Phdr load{};
    load.p_type = PT_LOAD;
    Elf64_Phdr segment{};
    segment.p_type = PT_NOTE;
    segment.p_offset = sizeof(header) + 2 * sizeof(segment) + gap;
    segment.p_filesz = notes.size();
    return BytesOf(header) + BytesOf(load) + BytesOf(segment) + std::string(gap, 'g') + notes + behind;
}

std::string Thread(int tid, uint64_t pc) {
    elf_prstatus status{};
    status.pr_pid = tid;
    user_regs_struct registers{};
    registers.rip = pc;
    registers.rsp = 0x7ffd0000;
    registers.rbx = 0xb;
    registers.gs = 0x6;
    static_assert(sizeof(status.pr_reg) == sizeof(registers));
    memcpy(&status.pr_reg, &registers, sizeof(registers));
    return Note("CORE", NT_PRSTATUS, BytesOf(status));
}

std::string Process(int pid, const char* name) {
    elf_prpsinfo info{};
    info.pr_pid = pid;
    memcpy(info.pr_fname, name, strlen(name));
    memset(info.pr_psargs, 'a', sizeof(info.pr_psargs));
    return Note("CORE", NT_PRPSINFO, BytesOf(info));
}

std::string Signal(int number, int code, void* address) {
    siginfo_t info{};
    info.si_signo = number;
    info.si_code = code;
    info.si_addr = address;
    return Note("CORE", NT_SIGINFO, BytesOf(info));
}

TEST(CoreNotesTest, ReadsThreadsSignalAndName) {
    std::string notes = Thread(41, 0x401000) + Process(40, "media server") +
                        Signal(SIGSEGV, SEGV_MAPERR, reinterpret_cast<void*>(0x2c)) + Thread(42, 0x402000);
    MemoryStream stream(Core(notes, "memory of the process"));
    CoreFacts facts;
    ASSERT_TRUE(ReadCoreNotes(stream, facts));
    ASSERT_EQ(facts.threads.size(), 2u);
    EXPECT_EQ(facts.layout->arch, Arch::kX86_64);
    EXPECT_EQ(facts.threads[0].tid, 41u);
    EXPECT_EQ(facts.threads[0].registers.Get(x86_64::kRip), 0x401000u);
    EXPECT_EQ(facts.threads[0].registers.Get(x86_64::kRsp), 0x7ffd0000u);
    EXPECT_EQ(facts.threads[0].registers.Get(x86_64::kRbx), 0xbu);
    EXPECT_EQ(facts.threads[0].registers.Get(x86_64::kGs), 0x6u);
    EXPECT_EQ(facts.threads[1].registers.Get(x86_64::kRip), 0x402000u);
    EXPECT_EQ(facts.pid, 40u);
    EXPECT_EQ(std::string_view(facts.comm), "media server");
    ASSERT_TRUE(facts.signal);
    EXPECT_EQ(facts.signal->number, 11u);
    EXPECT_EQ(facts.signal->code, 1);
    EXPECT_EQ(facts.signal->address, 0x2cu);
    EXPECT_FALSE(facts.signal->sender);
    // The kernel waits for what was not read.
    EXPECT_EQ(stream.consumed(), Core(notes).size());
}

TEST(CoreNotesTest, AnAddressIsOnlyToldWhereTheSignalHasOne) {
    CoreFacts general_protection;
    MemoryStream kernel(Core(Thread(1, 1) + Signal(SIGSEGV, SI_KERNEL, nullptr)));
    ASSERT_TRUE(ReadCoreNotes(kernel, general_protection));
    EXPECT_FALSE(general_protection.signal->address);

    siginfo_t sent{};
    sent.si_signo = SIGABRT;
    sent.si_code = SI_TKILL;
    sent.si_pid = 4711;
    CoreFacts aborted;
    MemoryStream stream(Core(Thread(1, 1) + Note("CORE", NT_SIGINFO, BytesOf(sent))));
    ASSERT_TRUE(ReadCoreNotes(stream, aborted));
    EXPECT_FALSE(aborted.signal->address);
    EXPECT_EQ(aborted.signal->sender, 4711u);
}

TEST(CoreNotesTest, SkipsSegmentsNotesAndOwnersItDoesNotKnow) {
    std::string other = Note("LINUX", NT_X86_XSTATE, std::string(2696, 'x')) +
                        Note("CORE", NT_FILE, std::string(901, 'f')) + Note("FAKE", NT_PRSTATUS, std::string(336, 's'));
    MemoryStream stream(Core(other + Thread(7, 0x1234), "", 70000));
    CoreFacts facts;
    ASSERT_TRUE(ReadCoreNotes(stream, facts));
    ASSERT_EQ(facts.threads.size(), 1u);
    EXPECT_EQ(facts.threads[0].tid, 7u);
}

TEST(CoreNotesTest, ThreadsThatDoNotFitAreCounted) {
    std::string notes;
    for (int i = 0; i < 70; ++i) notes += Thread(100 + i, 0x1000 + i);
    MemoryStream stream(Core(notes));
    CoreFacts facts;
    ASSERT_TRUE(ReadCoreNotes(stream, facts));
    EXPECT_EQ(facts.threads.size(), kMaxThreads);
    EXPECT_EQ(facts.threads.dropped(), 6u);
}

TEST(CoreNotesTest, WhatWasReadBeforeTheCoreEndsIsKept) {
    std::string whole = Core(Thread(1, 0x1000) + Thread(2, 0x2000));
    MemoryStream stream(whole.substr(0, whole.size() - 100));
    CoreFacts facts;
    Result<void> read = ReadCoreNotes(stream, facts);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kTruncated);
    EXPECT_EQ(facts.threads.size(), 1u);
}

TEST(CoreNotesTest, RefusesWhatIsNoCore) {
    struct Case {
        std::string bytes;
        ErrorCode code;
    };
    std::string core = Core(Thread(1, 1));
    std::string executable = core;
    executable[EI_NIDENT] = ET_EXEC;
    std::string mips = core;
    mips[EI_NIDENT + 2] = EM_MIPS;
    std::string big_endian = core;
    big_endian[EI_DATA] = ELFDATA2MSB;
    for (const Case& wrong : {Case{"", ErrorCode::kTruncated}, Case{std::string(64, 'x'), ErrorCode::kMalformed},
                              Case{executable, ErrorCode::kMalformed}, Case{mips, ErrorCode::kUnsupported},
                              Case{big_endian, ErrorCode::kUnsupported}, Case{Core(""), ErrorCode::kNotFound}}) {
        MemoryStream stream(wrong.bytes);
        CoreFacts facts;
        Result<void> read = ReadCoreNotes(stream, facts);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, wrong.code) << read.error().what;
    }
}

// struct elf_prstatus of 32-bit ARM: pr_pid at 24, pr_reg at 72, in all 148 bytes (linux/elfcore.h).
TEST(CoreNotesTest, ReadsThirtyTwoBitCores) {
    std::string status(148, '\0');
    status.replace(24, 4, Number(77, 4));
    status.replace(72 + 13 * 4, 4, Number(0xbefff000, 4));
    status.replace(72 + 15 * 4, 4, Number(0x10440, 4));
    status.replace(72 + 16 * 4, 4, Number(0x60000030, 4));
    // siginfo_t: si_addr is the word behind three ints.
    std::string signal = Number(SIGBUS, 4) + Number(0, 4) + Number(BUS_ADRALN, 4) + Number(0x10443, 4);
    signal.resize(128);
    std::string notes = Note("CORE", NT_PRSTATUS, status) + Note("CORE", NT_SIGINFO, signal);
    Elf32_Ehdr header{};
    memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS32;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_type = ET_CORE;
    header.e_machine = EM_ARM;
    header.e_phoff = sizeof(header);
    header.e_phentsize = sizeof(Elf32_Phdr);
    header.e_phnum = 1;
    Elf32_Phdr segment{};
    segment.p_type = PT_NOTE;
    segment.p_offset = sizeof(header) + sizeof(segment);
    segment.p_filesz = static_cast<Elf32_Word>(notes.size());
    MemoryStream stream(BytesOf(header) + BytesOf(segment) + notes);
    CoreFacts facts;
    ASSERT_TRUE(ReadCoreNotes(stream, facts));
    ASSERT_EQ(facts.threads.size(), 1u);
    EXPECT_EQ(facts.layout->arch, Arch::kArm);
    EXPECT_EQ(facts.threads[0].tid, 77u);
    EXPECT_EQ(facts.threads[0].registers.Get(arm::kSp), 0xbefff000u);
    EXPECT_EQ(facts.threads[0].registers.Get(arm::kPc), 0x10440u);
    EXPECT_EQ(facts.threads[0].registers.Get(arm::kPsr), 0x60000030u);
    EXPECT_EQ(facts.signal->address, 0x10443u);
}

}  // namespace
}  // namespace faultbox::usercrash
