#include "tests/unit/host/report/sample.h"

#include "arch/arm/registers.h"
#include "target/oops/crash_event.h"

namespace faultbox::sample {
namespace {

void SetRegisters(format::Event& event, std::initializer_list<std::pair<RegisterId, uint32_t>> values) {
    uint64_t mask = 0;
    std::string bytes;
    for (auto [id, value] : values) {
        mask |= uint64_t{1} << id;
        for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift);
    }
    event.set_register_mask(mask);
    event.set_registers(bytes);
}

void SetIdentity(format::Event& event) {
    event.set_kind(static_cast<uint32_t>(EventKind::kNullDereference));
    event.set_severity(static_cast<uint32_t>(Severity::kFatal));
    event.set_arch(static_cast<uint32_t>(Arch::kArm));
    event.set_headline("Unable to handle kernel NULL pointer dereference at virtual address 0000002c");
    event.set_first_line(1);
    event.set_line_count(17);
    event.set_time_us(413571591498);
    event.set_release("4.4.45-g66454cd");
    event.set_build("#66");
    event.set_taint("GO");
    event.set_hardware("Generic DRA74X (Flattened Device Tree)");
    event.set_cpu(1);
    event.set_pid(188);
    event.set_comm("mediaserver");
    format::Damage& damage = *event.add_damage();
    damage.set_line(11);
    damage.set_kind(static_cast<uint32_t>(DamageKind::kDiscrepancy));
    damage.set_text("0xffffffa");
    damage.set_other("fffffffa");
    for (auto [name, taint] : {std::pair{"bcmhdhd", ""}, {"exfat", "O"}}) {
        format::Module& module = *event.add_module();
        module.set_name(name);
        if (*taint != '\0') module.set_taint(taint);
    }
}

}  // namespace

DecodedInput Dra74xInput() {
    DecodedInput input;
    input.name = "rpmsg.log";
    format::CrashRecord& record = input.records.Add();
    format::Source& source = *record.add_source();
    source.set_kind(format::Source::LOG);
    source.set_name("rpmsg.log");
    format::Event& event = *record.add_event();
    SetIdentity(event);
    event.set_fault_address(0x2c);
    event.set_fault_status(0xa05);
    format::PageTableEntry& pgd = *event.add_page_table();
    pgd.set_level("pgd");
    pgd.set_value(0);
    SetRegisters(event, {{arm::kR3, 0}, {arm::kLr, 0xfffffffa}, {arm::kPc, 0xc0c3ac54}, {arm::kPsr, 0x80010013}});
    event.mutable_pc()->set_symbol("rpmsg_sock_release");
    event.mutable_pc()->set_offset(0xd8);
    event.mutable_pc()->set_size(0x114);
    // str r3, [r3, #0x2c] behind ldr r3, [r3, #0x18], in memory order
    event.set_code(std::string("\x18\x30\x93\xe5\x2c\x30\x83\xe5", 8));
    event.set_code_fault_at(4);
    event.set_code_unit(4);
    format::Location& frame = *event.add_trace()->add_frame();
    frame.set_symbol("sock_release");
    frame.set_offset(0x20);
    frame.set_size(0xa0);
    frame.set_unreliable(true);
    return input;
}

Report Dra74xReport(const DecodedInput& input) {
    EventReport event;
    event.record = &input.records[0];
    event.event = &event.record->event(0);
    EventAnalysis analysis;
    analysis.symbols = {SymbolFit::kConsistent, "vmlinux", ""};
    analysis.pc_link_address = 0xc0c3ac54;
    analysis.location = {{"unbind", "net/rpmsg/a.h", 40, 12, true},
                         {"rpmsg_sock_release", "net/rpmsg/a.c", 0, 0, false}};
    analysis.traces = {{{{"sock_release", "net/socket.c", 570, 3, false}}}};
    analysis.explanation.verdict = "A write of 4 bytes to ept->priv, and ept is NULL.";
    MemberAt member{.type = "struct rpmsg_endpoint",
                    .path = "priv",
                    .offset = 44,
                    .size = 4,
                    .bit_offset = {},
                    .bit_size = {},
                    .index = {},
                    .member_type = "void *",
                    .alternatives = {}};
    Finding finding;
    finding.claim = "write of 4 bytes to ept->priv";
    finding.confidence = Confidence::kCertain;
    finding.access = Access::kWrite;
    finding.size = 4;
    finding.member = finding.innermost = member;
    finding.pointer = BadPointer{.reg = "r3",
                                 .value = 0,
                                 .value_class = "null",
                                 .expression = "rpsk->rpdev->ept",
                                 .type = "struct rpmsg_endpoint *",
                                 .origin = PointerOrigin{"rpmsg_sock_release", "net/rpmsg/a.c", 38, "rpdev->ept"}};
    finding.evidence = {"the address 0x2c is r3 + 0x2c", "r3 is 0"};
    analysis.explanation.findings = {finding};
    event.analysis = std::make_shared<EventAnalysis>(std::move(analysis));
    event.sources = {SourceExcerpt{.function = "unbind",
                                   .path = "src/net/rpmsg/a.h",
                                   .first_line = 39,
                                   .lines = {"{", "\tept->priv = value;", "}"},
                                   .marked_line = 40,
                                   .expression_line = 40,
                                   .marked_column = 2,
                                   .marked_size = 9},
                     SourceExcerpt{.place = SourcePlace::kOrigin,
                                   .function = "rpmsg_sock_release",
                                   .path = "net/rpmsg/a.c",
                                   .problem = "not below src"}};
    return Report{{InputReport{&input, {event}}}};
}

}  // namespace faultbox::sample
