#include "host/explain/explained_part.h"

#include "arch/common/arch_info.h"
#include "arch/registry.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

void KeepPlaceRegisters(const format::Event& event, const RegisterSet& registers, format::Event& part) {
    const ArchInfo* arch = FindArch(ArchOf(event));
    if (arch == nullptr) return;
    uint64_t mask = 0;
    std::string values;
    for (RegisterId id = 0; id < RegisterSet::kCapacity; ++id) {
        if ((id != arch->pc && id != arch->link) || !registers.Has(id)) continue;
        mask |= uint64_t{1} << id;
        const uint64_t value = *registers.Get(id);
        for (unsigned byte = 0; byte < sizeof value; ++byte) values += static_cast<char>(value >> (8 * byte));
    }
    if (mask == 0) return;
    part.set_register_mask(mask);
    part.set_registers(std::move(values));
}

void KeepFault(const format::Event& event, format::Event& part) {
    part.set_kind(event.kind());
    part.set_arch(event.arch());
    part.set_headline(event.headline());
    if (event.has_source_file()) part.set_source_file(event.source_file());
    if (event.has_fault_address()) part.set_fault_address(event.fault_address());
    if (event.has_fault_status()) part.set_fault_status(event.fault_status());
    if (event.has_stated_access()) part.set_stated_access(event.stated_access());
    if (event.has_prefetch()) part.set_prefetch(event.prefetch());
    // A process's fault is one of this process: title and signature name it.
    if (KindOf(event) == EventKind::kUserFault) part.set_comm(event.comm());
    // Their facts say what was refused; those of others go into verdicts that need no symbols.
    if (KindOf(event) == EventKind::kCfiFailure) *part.mutable_fact() = event.fact();
}

void KeepImage(const format::Event& event, format::Event& part) {
    if (event.has_release()) part.set_release(event.release());
    if (event.has_build()) part.set_build(event.build());
    if (event.has_kernel_build_id()) part.set_kernel_build_id(event.kernel_build_id());
    if (event.has_build_id_from_manifest()) part.set_build_id_from_manifest(event.build_id_from_manifest());
    if (event.has_kernel_offset()) part.set_kernel_offset(event.kernel_offset());
    *part.mutable_module() = event.module();
}

void KeepMemory(const format::Event& event, format::Event& part) {
    if (event.has_code()) part.set_code(event.code());
    if (event.has_code_fault_at()) part.set_code_fault_at(event.code_fault_at());
    if (event.has_code_unit()) part.set_code_unit(event.code_unit());
    if (event.has_stack_address()) part.set_stack_address(event.stack_address());
    if (event.has_stack()) part.set_stack(event.stack());
    if (event.has_stack_word_size()) part.set_stack_word_size(event.stack_word_size());
    *part.mutable_register_note() = event.register_note();
}

}  // namespace

void TakeExplainedPart(const format::Event& event, const RegisterSet& registers, format::Event& part) {
    part.Clear();
    KeepFault(event, part);
    KeepImage(event, part);
    KeepMemory(event, part);
    KeepPlaceRegisters(event, registers, part);
    if (event.has_pc()) *part.mutable_pc() = event.pc();
    if (event.has_lr()) *part.mutable_lr() = event.lr();
    *part.mutable_trace() = event.trace();
}

}  // namespace faultbox
