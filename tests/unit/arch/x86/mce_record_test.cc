// struct mce as a kernel stores it: the words of the two hosts' and the 5950X's console lines, put together by hand
// after arch/x86/include/uapi/asm/mce.h.
#include "arch/x86/mce_record.h"

#include <gtest/gtest.h>

#include <vector>

namespace faultbox::x86 {
namespace {

void Put(std::vector<uint8_t>& bytes, uint64_t value, int size) {
    for (int i = 0; i < size; ++i) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

// The 88 bytes of 2.6.32: CPU 19, bank 5.
std::vector<uint8_t> OldRecord() {
    std::vector<uint8_t> bytes;
    Put(bytes, 0xbe00000000800400, 8);  // status
    Put(bytes, 0, 8);                   // misc
    Put(bytes, 0x1579aa6, 8);           // addr
    Put(bytes, 4, 8);                   // mcgstatus
    Put(bytes, 0, 8);                   // ip
    Put(bytes, 0x7ebbc5c7e698b4, 8);    // tsc
    Put(bytes, 1480763330, 8);          // time
    Put(bytes, 0, 4);                   // cpuvendor, inject_flags, severity, pad
    Put(bytes, 0x206c2, 4);             // cpuid
    Put(bytes, 0x0500, 2);              // cs, bank
    Put(bytes, 0x0113, 2);              // cpu, finished
    Put(bytes, 19, 4);                  // extcpu
    Put(bytes, 0, 4);                   // socketid
    Put(bytes, 0x11, 4);                // apicid
    Put(bytes, 0x1c09, 8);              // mcgcap
    return bytes;
}

TEST(MceRecord, EightyEightBytes) {
    std::vector<uint8_t> bytes = OldRecord();
    ASSERT_EQ(bytes.size(), 88u);
    Result<MceRecord> record = ReadMceRecord(bytes);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->status, 0xbe00000000800400u);
    EXPECT_EQ(record->misc, 0u);  // MISCV is set
    EXPECT_EQ(record->address, 0x1579aa6u);
    EXPECT_EQ(record->mcg_status, 4u);
    EXPECT_FALSE(record->ip);
    EXPECT_EQ(record->tsc, 0x7ebbc5c7e698b4u);
    EXPECT_EQ(record->time_s, 1480763330u);
    EXPECT_EQ(record->cpuid, 0x206c2u);
    EXPECT_EQ(record->bank, 5);
    EXPECT_EQ(record->cpu, 19u);
    EXPECT_EQ(record->apic, 0x11u);
    EXPECT_EQ(record->mcg_cap, 0x1c09u);
    EXPECT_FALSE(record->synd || record->ipid || record->ppin || record->microcode);
}

TEST(MceRecord, NewerMembers) {
    std::vector<uint8_t> bytes = OldRecord();
    Put(bytes, 0x4d000000, 8);          // synd
    Put(bytes, 0x000500b000000000, 8);  // ipid
    Result<MceRecord> record = ReadMceRecord(bytes);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->synd, 0x4d000000u);
    EXPECT_EQ(record->ipid, 0x000500b000000000u);
    EXPECT_FALSE(record->ppin);
    Put(bytes, 0, 8);          // ppin
    Put(bytes, 0xa201030, 4);  // microcode
    Put(bytes, 0, 4);          // padding
    Put(bytes, 0, 8);          // kflags
    ASSERT_EQ(bytes.size(), 128u);
    record = ReadMceRecord(bytes);
    ASSERT_TRUE(record);
    EXPECT_FALSE(record->ppin);
    EXPECT_EQ(record->microcode, 0xa201030u);
}

TEST(MceRecord, WhatIsNone) {
    std::vector<uint8_t> bytes = OldRecord();
    for (size_t size = 0; size < bytes.size(); ++size) {
        Result<MceRecord> cut = ReadMceRecord(Bytes(bytes).first(size));
        ASSERT_FALSE(cut);
        EXPECT_EQ(cut.error().code, ErrorCode::kTruncated);
    }
    bytes[7] = 0x3e;  // VAL is clear
    EXPECT_EQ(ReadMceRecord(bytes).error().code, ErrorCode::kMalformed);
    bytes = OldRecord();
    bytes[56] = 77;  // vendor
    EXPECT_EQ(ReadMceRecord(bytes).error().offset, 56u);
    bytes = OldRecord();
    bytes.resize(kMceRecordMaxBytes + 1);
    EXPECT_EQ(ReadMceRecord(bytes).error().code, ErrorCode::kMalformed);
}

TEST(MceRecord, InvalidRegistersAreAbsent) {
    std::vector<uint8_t> bytes = OldRecord();
    bytes[7] = 0xb2;  // MISCV and ADDRV are clear
    Result<MceRecord> record = ReadMceRecord(bytes);
    ASSERT_TRUE(record);
    EXPECT_FALSE(record->misc);
    EXPECT_FALSE(record->address);
}

}  // namespace
}  // namespace faultbox::x86
