#include "host/explain/explained_part.h"

#include <gtest/gtest.h>

#include "arch/common/arch_info.h"
#include "arch/registry.h"
#include "host/input/event_facts.h"
#include "target/oops/crash_event.h"

namespace faultbox {
namespace {

format::Event PartOf(const format::Event& event) {
    std::string bytes;
    WriteExplainedPart(event, ReadRegisters(event), bytes);
    format::Event part;
    EXPECT_TRUE(part.ParseFromString(bytes));
    return part;
}

// Every field that is explained, and nothing else.
format::Event Explained() {
    format::Event event;
    event.set_kind(static_cast<uint32_t>(EventKind::kNullDereference));
    event.set_arch(static_cast<uint32_t>(Arch::kArm64));
    event.set_headline("Unable to handle kernel NULL pointer dereference");
    event.set_source_file("drivers/tuner.c");
    event.set_fault_address(~uint64_t{0});
    event.set_fault_status(0x9600'0004);
    event.set_stated_access(0);
    event.set_prefetch(true);
    event.set_release("6.1.0");
    event.set_build("#1 SMP");
    event.set_kernel_build_id(std::string("\0\xff", 2));
    event.set_build_id_from_manifest(false);
    event.set_kernel_offset(0);
    event.set_code(std::string(4096, '\xd5'));
    event.set_code_fault_at(16);
    event.set_code_unit(4);
    event.set_stack_address(0xffff'8000'0800'3c00);
    event.set_stack(std::string(8192, '\x7f'));
    event.set_stack_word_size(8);
    event.add_register_note()->set_reg(3);
    for (const char* name : {"tuner", "radio"}) event.add_module()->set_name(name);
    event.mutable_pc()->set_symbol("tune");
    event.mutable_pc()->set_offset(0x28);
    event.mutable_lr()->set_symbol(std::string(300, 'x'));
    for (int trace = 0; trace < 2; ++trace) {
        format::Trace& calls = *event.add_trace();
        for (uint64_t offset = 0; offset < 200; ++offset) calls.add_frame()->set_offset(offset << offset % 60);
    }
    return event;
}

TEST(ExplainedPart, HasAllOfIt) {
    EXPECT_EQ(PartOf(Explained()).SerializeAsString(), Explained().SerializeAsString());
}

TEST(ExplainedPart, HasNotWhenAndToWhomItHappened) {
    format::Event event = Explained();
    event.set_time_us(1);
    event.set_cpu(3);
    event.set_pid(77);
    event.set_comm("mediaserver");
    event.set_taint("G");
    event.set_first_line(12);
    event.add_damage()->set_text("torn");
    event.add_fact()->set_key("pgd");
    EXPECT_EQ(PartOf(event).SerializeAsString(), Explained().SerializeAsString());
}

TEST(ExplainedPart, HasAProcessWhereTheFaultIsOne) {
    format::Event event;
    event.set_kind(static_cast<uint32_t>(EventKind::kUserFault));
    event.set_comm("mediaserver");
    EXPECT_EQ(PartOf(event).comm(), "mediaserver");
}

TEST(ExplainedPart, HasWhatWasRefused) {
    format::Event event;
    event.set_kind(static_cast<uint32_t>(EventKind::kCfiFailure));
    event.add_fact()->set_key("cfi.target");
    EXPECT_EQ(PartOf(event).fact_size(), 1);
}

// There is room for what an event does not have.
TEST(ExplainedPart, OfNothingIsOfNoKind) {
    const format::Event part = PartOf(format::Event());
    EXPECT_EQ(part.kind(), 0u);
    EXPECT_TRUE(part.has_kind() && part.has_arch() && part.has_headline());
}

TEST(ExplainedPart, HasTheRegistersThatTellThePlace) {
    for (Arch id : {Arch::kArm, Arch::kArm64, Arch::kI386, Arch::kX86_64}) {
        const ArchInfo& arch = *FindArch(id);
        format::Event event;
        event.set_arch(static_cast<uint32_t>(id));
        event.set_register_mask((uint64_t{1} << (arch.pc + 1)) - 1);
        event.set_registers(std::string((arch.pc + 1u) * arch.pointer_size, '\x11'));
        const uint64_t place = uint64_t{1} << arch.pc | (arch.link != kNoRegister ? uint64_t{1} << arch.link : 0);
        EXPECT_EQ(PartOf(event).register_mask(), place) << arch.name;
    }
}

}  // namespace
}  // namespace faultbox
