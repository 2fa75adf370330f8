#include "host/input/event_facts.h"

#include <gtest/gtest.h>

#include "arch/arm/registers.h"

namespace faultbox {
namespace {

using namespace std::string_literals;

TEST(EventFacts, RegistersHaveFourOrEightBytes) {
    format::Event event;
    event.set_register_mask(uint64_t{1} << arm::kR3 | uint64_t{1} << arm::kPc);
    event.set_registers("\x2c\0\0\0\x54\xac\xc3\xc0"s);
    RegisterSet narrow = ReadRegisters(event);
    EXPECT_EQ(narrow.count(), 2);
    EXPECT_EQ(narrow.Get(arm::kR3), 0x2cu);
    EXPECT_EQ(narrow.Get(arm::kPc), 0xc0c3ac54u);
    event.set_registers("\x2c\0\0\0\0\0\0\x80\x54\xac\xc3\xc0\xff\xff\xff\xff"s);
    EXPECT_EQ(ReadRegisters(event).Get(arm::kR3), 0x800000000000002cu);
}

TEST(EventFacts, ARecordMayLie) {
    format::Event event;
    event.set_register_mask(~uint64_t{0});
    event.set_registers("\1\2\3");
    EXPECT_TRUE(ReadRegisters(event).empty());
    event.set_kind(60000);
    event.set_severity(77);
    event.set_arch(200);
    event.set_relation(9);
    event.set_stated_access(50);
    EXPECT_EQ(KindOf(event), EventKind::kUnknown);
    EXPECT_EQ(SeverityOf(event), Severity::kError);
    EXPECT_EQ(ArchOf(event), Arch::kUnknown);
    EXPECT_EQ(RelationOf(event), Relation::kRoot);
    EXPECT_EQ(StatedAccessOf(event), Access::kUnknown);
    event.set_stack("\1\2\3\4\5\6\7"s);
    event.set_stack_word_size(0);
    EXPECT_TRUE(ReadStackWords(event).empty());
    event.set_stack_word_size(4000000000);
    EXPECT_TRUE(ReadStackWords(event).empty());
    event.set_stack_word_size(4);
    EXPECT_EQ(ReadStackWords(event), std::vector<uint64_t>{0x04030201});
}

// Register r4 information: slab kmalloc-192 start c3183180 pointer offset 64 size 192
TEST(EventFacts, WhatFollowsIsPutBack) {
    format::Event event;
    event.set_arch(static_cast<uint32_t>(Arch::kArm));
    event.set_register_mask(uint64_t{1} << arm::kR4);
    event.set_registers("\xc0\x31\x18\xc3"s);
    format::RegisterNote& note = *event.add_register_note();
    note.set_reg(arm::kR4);
    note.set_slab("kmalloc-192");
    note.set_offset(64);
    note.set_size(192);
    EXPECT_EQ(StartOf(note, event), 0xc3183180u);
    EXPECT_EQ(TextOf(note, event), "slab kmalloc-192 start c3183180 pointer offset 64 size 192");
    note.set_reg(99);  // no such register: nothing to subtract from
    EXPECT_FALSE(StartOf(note, event));
}

TEST(EventFacts, PcIsThatPrintedBesideTheSymbolElseTheRegister) {
    format::Event event;
    event.set_arch(static_cast<uint32_t>(Arch::kArm));
    EXPECT_FALSE(PcAddress(event));
    event.set_register_mask(uint64_t{1} << arm::kPc);
    event.set_registers("\x54\xac\xc3\xc0"s);
    EXPECT_EQ(PcAddress(event), 0xc0c3ac54u);
    EXPECT_FALSE(LrAddress(event));
    event.mutable_pc()->set_address(0xc0001000);
    EXPECT_EQ(PcAddress(event), 0xc0001000u);
}

// FNV-1a computed by hand over kind 1, "rpmsg_sock_release" and a NUL.
TEST(EventFacts, SignatureIsTheRecorders) {
    format::Event event;
    event.set_kind(static_cast<uint32_t>(EventKind::kNullDereference));
    event.mutable_pc()->set_symbol("rpmsg_sock_release");
    EventSignature signature = SignatureOf(event);
    EXPECT_EQ(signature.hash, 0x81343203cc9660fe);
    EXPECT_EQ(signature.frames, std::vector<std::string>{"rpmsg_sock_release"});
}

}  // namespace
}  // namespace faultbox
