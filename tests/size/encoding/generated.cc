// The same fields as target/record/event_writer.cc writes, by the classes that protoc makes.
#include <string>

#include "target/format/crash_record.pb.h"
#include "tests/size/encoding/measure.h"

namespace {

using namespace faultbox;

void Set(std::string* out, std::string_view text) {
    if (!text.empty()) out->assign(text);
}

void SetLocation(const CodeLocation& where, format::Location* out) {
    Set(out->mutable_symbol(), where.symbol);
    Set(out->mutable_module(), where.module);
    Set(out->mutable_build_id(), where.build_id);
    if (where.offset) out->set_offset(*where.offset);
    if (where.size) out->set_size(*where.size);
    if (where.address) out->set_address(*where.address);
}

void SetIdentity(const CrashEvent& event, format::Event* out) {
    out->set_kind(static_cast<uint8_t>(event.kind));
    out->set_severity(static_cast<uint8_t>(event.severity));
    out->set_arch(static_cast<uint8_t>(event.arch));
    out->set_relation(static_cast<uint8_t>(event.relation));
    if (event.relation_to) out->set_relation_to(*event.relation_to);
    Set(out->mutable_headline(), event.headline);
    out->set_first_line(event.first_line);
    out->set_line_count(event.line_count);
    if (event.time_us) out->set_time_us(*event.time_us);
    Set(out->mutable_release(), event.release);
    Set(out->mutable_build(), event.build);
    if (event.tainted_stated) out->set_taint(std::string(event.taint));
    Set(out->mutable_kernel_build_id(), event.kernel_build_id);
    if (event.kernel_offset) out->set_kernel_offset(*event.kernel_offset);
    Set(out->mutable_hardware(), event.hardware);
    if (event.cpu) out->set_cpu(*event.cpu);
    if (event.pid) out->set_pid(*event.pid);
    Set(out->mutable_comm(), event.comm);
    Set(out->mutable_workqueue(), event.workqueue);
    Set(out->mutable_panic_reason(), event.panic_reason);
    Set(out->mutable_end_trace_id(), event.end_trace_id);
    if (event.die_count) out->set_die_count(*event.die_count);
    Set(out->mutable_source_file(), event.source_location.file);
    out->set_source_line(event.source_location.line);
}

void SetState(const CrashEvent& event, format::Event* out) {
    if (event.fault.address) out->set_fault_address(*event.fault.address);
    if (event.fault.status) out->set_fault_status(*event.fault.status);
    out->set_stated_access(static_cast<uint8_t>(event.fault.stated_access));
    out->set_prefetch(event.fault.prefetch);
    for (const PageTableEntry& entry : event.fault.page_table) {
        format::PageTableEntry* to = out->add_page_table();
        Set(to->mutable_level(), entry.level);
        if (entry.value) to->set_value(*entry.value);
        to->set_bad(entry.bad);
    }
    out->set_register_mask(event.registers.valid_mask());
    for (RegisterId id = 0; id < RegisterSet::kCapacity; ++id) {
        uint64_t value = event.registers.Get(id).value_or(0);
        out->mutable_registers()->append(reinterpret_cast<const char*>(&value), 4);
    }
    for (const RegisterNote& note : event.register_notes) {
        format::RegisterNote* to = out->add_register_note();
        to->set_reg(note.reg);
        Set(to->mutable_slab(), note.slab);
        if (note.start) to->set_start(*note.start);
        if (note.offset) to->set_offset(*note.offset);
        if (note.size) to->set_size(*note.size);
        Set(to->mutable_text(), note.text);
    }
    for (uint8_t byte : event.code.bytes) out->mutable_code()->push_back(static_cast<char>(byte));
    if (event.code.fault_at) out->set_code_fault_at(*event.code.fault_at);
    out->set_code_unit(event.code.unit);
    if (event.stack.address) out->set_stack_address(*event.stack.address);
    for (uint64_t word : event.stack.words) out->mutable_stack()->append(reinterpret_cast<const char*>(&word), 4);
    out->set_stack_word_size(event.stack.word_size);
}

void SetLists(const CrashEvent& event, format::Event* out) {
    for (const Damage& damage : event.damage) {
        format::Damage* to = out->add_damage();
        to->set_line(damage.line);
        to->set_kind(static_cast<uint8_t>(damage.kind));
        Set(to->mutable_text(), damage.text);
        Set(to->mutable_other(), damage.other);
    }
    SetLocation(event.pc, out->mutable_pc());
    SetLocation(event.lr, out->mutable_lr());
    for (const Trace& trace : event.traces) {
        format::Trace* to = out->add_trace();
        Set(to->mutable_name(), trace.name);
        for (uint16_t i = 0; i < trace.count; ++i) {
            const TraceEntry& entry = event.trace_entries[trace.begin + i];
            format::Location* frame = to->add_frame();
            SetLocation(entry.where, frame);
            frame->set_unreliable(!entry.reliable);
            frame->set_context(static_cast<uint8_t>(entry.context));
        }
    }
    for (const LoadedModule& module : event.modules) {
        format::Module* to = out->add_module();
        Set(to->mutable_name(), module.name);
        Set(to->mutable_taint(), module.taint);
        Set(to->mutable_build_id(), module.build_id);
    }
    for (const Fact& fact : event.facts) {
        format::Fact* to = out->add_fact();
        if (fact.key != nullptr) to->set_key(fact.key);
        Set(to->mutable_text(), fact.text);
        if (fact.number) to->set_number(*fact.number);
        to->set_hex(fact.hex);
    }
}

}  // namespace

size_t Encode(const CrashEvent& event, std::span<uint8_t> out) {
    format::CrashRecord record;
    format::Event* to = record.add_event();
    SetIdentity(event, to);
    SetState(event, to);
    SetLists(event, to);
    size_t size = record.ByteSizeLong();
    if (size > out.size() || !record.SerializeToArray(out.data(), static_cast<int>(out.size()))) return 0;
    return size;
}
