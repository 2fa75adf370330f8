#include "target/record/record_writer.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "arch/arm/registers.h"
#include "target/format/crash_record.pb.h"
#include "target/format/frame.h"
#include "target/format/limits.h"
#include "target/record/message_writer.h"

namespace faultbox::record {
namespace {

std::vector<uint8_t> g_buffer(format::kMaxRecordBytes);

/// What the generated classes read in a finished record.
format::CrashRecord ReadBack(RecordWriter& writer, std::optional<uint64_t> signature = 0xabcd) {
    const uint64_t sightings[] = {7, 0xffffffffffffffff};
    format::CrashRecord message;
    Result<Bytes> record = writer.Finish(signature, sightings);
    EXPECT_TRUE(record);
    if (!record) return message;
    Result<format::Frame> frame = format::ReadFrame(*record);
    EXPECT_TRUE(frame);
    EXPECT_EQ(frame->signature, signature.value_or(0));
    EXPECT_EQ(frame->identity, 7u);
    EXPECT_TRUE(message.ParseFromArray(frame->payload.data(), static_cast<int>(frame->payload.size())));
    return message;
}

format::Event ReadBack(const CrashEvent& event, const EventPlace& place = {}) {
    RecordWriter writer(g_buffer);
    writer.AddEvent(event, place);
    format::CrashRecord record = ReadBack(writer);
    EXPECT_EQ(record.event_size(), 1);
    return record.event_size() == 1 ? record.event(0) : format::Event();
}

TEST(RecordWriter, WritesTheRecordsOwnFields) {
    RecordWriter writer(g_buffer);
    writer.AddNote("first");
    writer.AddNote("second");
    format::CrashRecord record = ReadBack(writer);
    EXPECT_EQ(record.schema(), 1u);
    EXPECT_EQ(record.recorder(), FAULTBOX_VERSION);
    EXPECT_EQ(record.signature(), 0xabcdu);
    ASSERT_EQ(record.sighting_size(), 2);
    EXPECT_EQ(record.sighting(0), 7u);
    EXPECT_EQ(record.sighting(1), 0xffffffffffffffffu);
    ASSERT_EQ(record.note_size(), 2);
    EXPECT_EQ(record.note(1), "second");
}

TEST(RecordWriter, WithoutEventsHasNoSignature) {
    RecordWriter writer(g_buffer);
    EXPECT_FALSE(ReadBack(writer, std::nullopt).has_signature());
    EXPECT_FALSE(RecordWriter(g_buffer).Finish(1, {}));
}

TEST(RecordWriter, WritesSources) {
    SourceFacts facts;
    facts.kind = SourceKind::kRamoopsRecord;
    facts.name = std::string_view("zone 3 at 0x33c00");
    facts.reason = std::string_view("Panic");
    facts.count = 2;
    facts.part = 1;
    facts.time_us = 765402;
    facts.ecc_corrected = 3;
    facts.ecc_uncorrectable = 0;
    facts.truncated = true;
    facts.salvaged = true;
    facts.notes.Append("odd");
    RecordWriter writer(g_buffer);
    writer.AddSource(facts, 4);
    writer.AddSource({}, std::nullopt);
    format::CrashRecord record = ReadBack(writer);
    ASSERT_EQ(record.source_size(), 2);
    const format::Source& source = record.source(0);
    EXPECT_EQ(source.kind(), format::Source::RAMOOPS_RECORD);
    EXPECT_EQ(source.name(), "zone 3 at 0x33c00");
    EXPECT_EQ(source.reason(), "Panic");
    EXPECT_EQ(source.count(), 2u);
    EXPECT_EQ(source.part(), 1u);
    EXPECT_EQ(source.time_us(), 765402u);
    EXPECT_EQ(source.ecc_corrected(), 3u);
    EXPECT_TRUE(source.has_ecc_uncorrectable());
    EXPECT_TRUE(source.truncated());
    EXPECT_TRUE(source.salvaged());
    EXPECT_EQ(source.contained_in(), 4u);
    EXPECT_EQ(source.note(0), "odd");
    const format::Source& bare = record.source(1);
    EXPECT_FALSE(bare.has_name() || bare.has_reason() || bare.has_count() || bare.has_part() || bare.has_time_us() ||
                 bare.has_ecc_corrected() || bare.has_ecc_uncorrectable() || bare.has_truncated() ||
                 bare.has_salvaged() || bare.has_contained_in());
}

TEST(RecordWriter, AnEmptyEventHasOnlyItsPlace) {
    auto event = std::make_unique<CrashEvent>();
    std::vector<uint8_t> buffer(256);
    MessageWriter writer(buffer);
    WriteEvent(*event, {}, {}, writer);
    EXPECT_EQ(writer.size(), 14u);  // kind, severity, arch, relation, source, first_line, line_count
}

TEST(RecordWriter, WritesAnEventsPlaceAndIdentity) {
    auto event = std::make_unique<CrashEvent>();
    event->kind = EventKind::kNullDereference;
    event->severity = Severity::kFatal;
    event->arch = Arch::kArm;
    event->headline = "Unable to handle kernel NULL pointer dereference at virtual address 0000002c";
    event->first_line = 101;
    event->line_count = 48;
    event->time_us = 788758;
    event->damage.Append({.line = 4, .kind = DamageKind::kTornLine, .text = "torn", .other = "whole"});
    event->release = "6.1.192";
    event->build = "#1";
    event->tainted_stated = true;
    event->kernel_build_id = "661dc844b3e3c0ebcd71d53209afae75aac6bfce";
    event->kernel_offset = 0x1000;
    event->hardware = "Generic DT based system";
    event->cpu = 0;
    event->pid = 42;
    event->comm = "mediaserver";
    event->workqueue = "events";
    event->panic_reason = "Fatal exception";
    event->end_trace_id = "0000000000000000";
    event->die_count = 1;
    event->source_location = {"fs/buffer.c", 1270};
    const uint8_t also_in[] = {1, 200};
    format::Event read =
        ReadBack(*event, {.source = 3, .relation_to = 0, .relation = Relation::kFollowed, .also_in = also_in});
    EXPECT_EQ(read.kind(), 1u);
    EXPECT_EQ(read.severity(), 3u);
    EXPECT_EQ(read.arch(), 1u);
    EXPECT_EQ(read.relation(), 1u);
    EXPECT_TRUE(read.has_relation_to());
    EXPECT_EQ(read.source(), 3u);
    EXPECT_EQ(read.headline(), event->headline);
    EXPECT_EQ(read.first_line(), 101u);
    EXPECT_EQ(read.line_count(), 48u);
    EXPECT_EQ(read.time_us(), 788758u);
    ASSERT_EQ(read.damage_size(), 1);
    EXPECT_EQ(read.damage(0).line(), 4u);
    EXPECT_EQ(read.damage(0).kind(), 1u);
    EXPECT_EQ(read.damage(0).text(), "torn");
    EXPECT_EQ(read.damage(0).other(), "whole");
    EXPECT_EQ(read.release(), "6.1.192");
    EXPECT_EQ(read.build(), "#1");
    EXPECT_TRUE(read.has_taint());
    EXPECT_EQ(read.taint(), "");
    EXPECT_EQ(read.kernel_build_id(),
              "\x66\x1d\xc8\x44\xb3\xe3\xc0\xeb\xcd\x71\xd5\x32\x09\xaf\xae\x75\xaa\xc6\xbf\xce");
    EXPECT_EQ(read.kernel_offset(), 0x1000u);
    EXPECT_EQ(read.hardware(), "Generic DT based system");
    EXPECT_TRUE(read.has_cpu());
    EXPECT_EQ(read.pid(), 42u);
    EXPECT_EQ(read.comm(), "mediaserver");
    EXPECT_EQ(read.workqueue(), "events");
    EXPECT_EQ(read.panic_reason(), "Fatal exception");
    EXPECT_EQ(read.end_trace_id(), "0000000000000000");
    EXPECT_EQ(read.die_count(), 1u);
    EXPECT_EQ(read.source_file(), "fs/buffer.c");
    EXPECT_EQ(read.source_line(), 1270u);
    ASSERT_EQ(read.also_in_size(), 2);
    EXPECT_EQ(read.also_in(1), 200u);
}

TEST(RecordWriter, WritesTheFaultAndTheRegisters) {
    auto event = std::make_unique<CrashEvent>();
    event->arch = Arch::kArm;
    event->fault.address = 0x2c;
    event->fault.status = 0xa05;
    event->fault.stated_access = Access::kWrite;
    event->fault.prefetch = true;
    event->fault.page_table.Append({.level = "pgd", .value = 0, .bad = false});
    event->fault.page_table.Append({.level = "pmd", .value = std::nullopt, .bad = true});
    event->registers.Set(arm::kR0, 0xc085d440);
    event->registers.Set(arm::kPc, 0xbf000130);
    event->code.bytes.Append(0x2c);
    event->code.bytes.Append(0x30);
    event->code.fault_at = 0;
    event->code.unit = 2;
    event->stack.address = 0xc0b81f10;
    event->stack.words.Append(0xc0832000);
    event->stack.words.Append(0xc00f1bb8);
    format::Event read = ReadBack(*event);
    EXPECT_EQ(read.fault_address(), 0x2cu);
    EXPECT_EQ(read.fault_status(), 0xa05u);
    EXPECT_EQ(read.stated_access(), 2u);
    EXPECT_TRUE(read.prefetch());
    ASSERT_EQ(read.page_table_size(), 2);
    EXPECT_EQ(read.page_table(0).level(), "pgd");
    EXPECT_TRUE(read.page_table(0).has_value());
    EXPECT_FALSE(read.page_table(0).bad());
    EXPECT_FALSE(read.page_table(1).has_value());
    EXPECT_TRUE(read.page_table(1).bad());
    EXPECT_EQ(read.register_mask(), 1u | 1u << 15);
    EXPECT_EQ(read.registers(), std::string("\x40\xd4\x85\xc0\x30\x01\x00\xbf", 8));
    EXPECT_EQ(read.code(), "\x2c\x30");
    EXPECT_TRUE(read.has_code_fault_at());
    EXPECT_EQ(read.code_unit(), 2u);
    EXPECT_EQ(read.stack_address(), 0xc0b81f10u);
    EXPECT_EQ(read.stack(), std::string("\x00\x20\x83\xc0\xb8\x1b\x0f\xc0", 8));
    EXPECT_EQ(read.stack_word_size(), 4u);

    event->registers.Set(arm::kR0, 0x1'0000'0000);
    EXPECT_EQ(ReadBack(*event).registers().size(), 16u);
}

TEST(RecordWriter, RegisterNotesKeepOnlyWhatDoesNotFollow) {
    auto event = std::make_unique<CrashEvent>();
    event->arch = Arch::kArm;
    event->registers.Set(arm::kR6, 0xc0b57270);
    event->register_notes.Append({.reg = arm::kR6,
                                  .slab = "shmem_inode_cache",
                                  .start = 0xc0b57220,
                                  .offset = 80,
                                  .text = "slab shmem_inode_cache start c0b57220 pointer offset 80"});
    event->register_notes.Append(
        {.reg = arm::kR7,
         .slab = "dentry",
         .start = 0xc0c0eaa0,
         .offset = 0,
         .size = 36,
         .text = "slab dentry start c0c0eaa0 pointer offset 0 size 36 allocated at foo+0x1/0x2"});
    event->register_notes.Append({.reg = arm::kR3, .text = "NULL pointer"});
    event->register_notes.Append({.reg = arm::kR4, .text = "2-page vmalloc region starting at 0xf0000000"});
    format::Event read = ReadBack(*event);
    ASSERT_EQ(read.register_note_size(), 4);
    EXPECT_EQ(read.register_note(0).reg(), 6u);
    EXPECT_EQ(read.register_note(0).slab(), "shmem_inode_cache");
    EXPECT_EQ(read.register_note(0).offset(), 80u);
    EXPECT_FALSE(read.register_note(0).has_start() || read.register_note(0).has_size() ||
                 read.register_note(0).has_text());
    EXPECT_EQ(read.register_note(1).start(), 0xc0c0eaa0u);
    EXPECT_EQ(read.register_note(1).size(), 36u);
    EXPECT_EQ(read.register_note(1).text(), event->register_notes[1].text);
    EXPECT_EQ(read.register_note(2).phrase(), 1u);
    EXPECT_FALSE(read.register_note(2).has_text());
    EXPECT_EQ(read.register_note(3).text(), "2-page vmalloc region starting at 0xf0000000");
}

TEST(RecordWriter, WritesTracesModulesAndFacts) {
    const char* id = "00112233445566778899aabbccddeeff00112233";
    auto event = std::make_unique<CrashEvent>();
    event->pc = {.symbol = "rpmsg_sock_release", .module = "headunit", .build_id = id, .offset = 0x38, .size = 0x4c};
    event->lr = {.address = 0xfffffffa};
    event->trace_entries.Append({.where = {.symbol = "a", .module = "headunit", .build_id = id}});
    event->trace_entries.Append({.where = {.address = 0}, .reliable = false, .context = FrameContext::kIrq});
    event->trace_entries.Append({.where = {.symbol = "freer"}});
    event->traces.Append({.begin = 0, .count = 2});
    event->traces.Append({.name = "freed by task 12", .begin = 2, .count = 9});
    event->modules.Append({.name = "headunit", .taint = "O", .build_id = "0a"});
    event->facts.Append({.key = "seconds", .number = 22});
    event->facts.Append({.key = "task", .text = "swapper", .hex = true});
    format::Event read = ReadBack(*event);
    EXPECT_EQ(read.pc().symbol(), "rpmsg_sock_release");
    EXPECT_EQ(read.pc().module(), "headunit");
    EXPECT_EQ(read.pc().build_id().size(), 20u);
    EXPECT_EQ(read.pc().offset(), 0x38u);
    EXPECT_EQ(read.pc().size(), 0x4cu);
    EXPECT_FALSE(read.pc().has_address());
    EXPECT_EQ(read.lr().address(), 0xfffffffau);
    ASSERT_EQ(read.trace_size(), 2);
    ASSERT_EQ(read.trace(0).frame_size(), 2);
    EXPECT_FALSE(read.trace(0).has_name());
    EXPECT_EQ(read.trace(0).frame(0).module(), "headunit");
    EXPECT_FALSE(read.trace(0).frame(0).has_build_id());  // said at pc
    EXPECT_TRUE(read.trace(0).frame(1).has_address());
    EXPECT_TRUE(read.trace(0).frame(1).unreliable());
    EXPECT_EQ(read.trace(0).frame(1).context(), 2u);
    EXPECT_EQ(read.trace(1).name(), "freed by task 12");
    ASSERT_EQ(read.trace(1).frame_size(), 1);
    EXPECT_EQ(read.module(0).name(), "headunit");
    EXPECT_EQ(read.module(0).taint(), "O");
    EXPECT_EQ(read.module(0).build_id(), "\x0a");
    EXPECT_EQ(read.fact(0).key(), "seconds");
    EXPECT_EQ(read.fact(0).number(), 22u);
    EXPECT_EQ(read.fact(1).text(), "swapper");
    EXPECT_TRUE(read.fact(1).hex());
    EXPECT_FALSE(read.has_dropped());
    size_t too_many = event->facts.capacity() + 10 - event->facts.size();
    for (size_t i = 0; i < too_many; ++i) event->facts.Append({.key = "more", .number = 1});
    EXPECT_EQ(ReadBack(*event).dropped(), 10u);
}

TEST(RecordWriter, WritesTheIdentity) {
    const uint8_t build_id[] = {1, 2, 3};
    const ModuleIdentity modules[] = {{.name = "headunit", .build_id = build_id}};
    RecordWriter writer(g_buffer);
    writer.AddIdentity({.release = "6.1.192",
                        .version = "#1 SMP",
                        .machine = "armv7l",
                        .build_id = build_id,
                        .boot_id = build_id,
                        .modules = modules});
    format::Identity identity = ReadBack(writer).harvester();
    EXPECT_EQ(identity.release(), "6.1.192");
    EXPECT_EQ(identity.version(), "#1 SMP");
    EXPECT_EQ(identity.machine(), "armv7l");
    EXPECT_EQ(identity.build_id(), "\1\2\3");
    EXPECT_EQ(identity.boot_id(), "\1\2\3");
    EXPECT_EQ(identity.module(0).name(), "headunit");
    EXPECT_EQ(identity.module(0).build_id(), "\1\2\3");
}

TEST(RecordWriter, TextThatDoesNotShrinkIsKeptPlain) {
    RecordWriter writer(g_buffer);
    writer.AddText(2, 9, "x");
    format::Text text = ReadBack(writer).text(0);
    EXPECT_EQ(text.source(), 2u);
    EXPECT_EQ(text.first_line(), 9u);
    EXPECT_EQ(text.size(), 1u);
    EXPECT_EQ(text.plain(), "x");
    EXPECT_FALSE(text.has_lz4());
}

TEST(RecordWriter, WhatDoesNotFitIsLeftOutAndSaid) {
    std::vector<uint8_t> buffer(6000);
    auto event = std::make_unique<CrashEvent>();
    for (int i = 0; i < 1024; ++i) event->stack.words.Append(0x12345678);
    RecordWriter writer(buffer);
    writer.AddEvent(*event, {});
    event->stack.words.clear();
    writer.AddEvent(*event, {});
    std::string random;
    uint32_t seed = 1;
    for (int i = 0; i < 6000; ++i) random += static_cast<char>((seed = seed * 1103515245 + 12345) >> 24);
    writer.AddText(0, 1, random);
    format::CrashRecord record = ReadBack(writer);
    EXPECT_EQ(record.event_size(), 1);
    EXPECT_EQ(record.text_size(), 0);
    ASSERT_EQ(record.note_size(), 2);
    EXPECT_EQ(record.note(0), "an event did not fit into the record");
    EXPECT_EQ(record.note(1), "a text did not fit into the record");
}

TEST(MessageWriter, NestedLengthsOfEverySizeAreRight) {
    for (size_t size : {0, 1, 126, 127, 128, 129, 16383, 16384, 70000}) {
        std::vector<uint8_t> buffer(size + 64);
        MessageWriter writer(buffer);
        std::string name(size, 'n');
        writer.Nested(format::CrashRecord::kSourceFieldNumber,
                      [&] { writer.String(format::Source::kNameFieldNumber, name); });
        format::CrashRecord record;
        ASSERT_TRUE(record.ParseFromArray(buffer.data(), static_cast<int>(writer.size()))) << size;
        EXPECT_EQ(record.source(0).name(), name);
    }
}

}  // namespace
}  // namespace faultbox::record
