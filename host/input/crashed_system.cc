#include "host/input/crashed_system.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "target/format/limits.h"

namespace faultbox {
namespace {

using format::Identity;

// The recorder's Identity.agreed.
constexpr uint32_t kRelease = 1;
constexpr uint32_t kKernelBuildId = 4;

// Modules that an event names, by name: whether it states a build id where it does.
using StatedModules = std::unordered_map<std::string_view, bool>;

void State(const format::Location& where, StatedModules& stated) {
    if (!where.module().empty()) stated[where.module()] |= !where.build_id().empty();
}

StatedModules ModulesOfPlaces(const format::Event& event) {
    StatedModules stated;
    State(event.pc(), stated);
    State(event.lr(), stated);
    for (const format::Trace& trace : event.trace()) {
        for (const format::Location& frame : trace.frame()) State(frame, stated);
    }
    return stated;
}

void FillModules(std::span<const format::Module* const> all_known, format::Event& event) {
    const StatedModules stated = ModulesOfPlaces(event);
    std::unordered_map<std::string, int> listed;
    for (int i = 0; i < event.module_size(); ++i) listed.try_emplace(event.module(i).name(), i);
    for (const format::Module* known : all_known) {
        auto place = stated.find(known->name());
        const bool is_named = place != stated.end();
        if (known->build_id().empty() || (is_named && place->second)) continue;
        auto entry = listed.find(known->name());
        if (entry == listed.end() && !is_named) continue;
        if (entry == listed.end()) entry = listed.try_emplace(known->name(), event.module_size()).first;
        format::Module& module =
            entry->second < event.module_size() ? *event.mutable_module(entry->second) : *event.add_module();
        if (!module.build_id().empty()) continue;
        module.set_name(known->name());
        module.set_build_id(known->build_id());
        module.set_from_manifest(true);
    }
}

// What a file says of a reader's own marks is not to be believed.
void ClearMarks(format::CrashRecord& record) {
    for (format::Event& event : *record.mutable_event()) {
        event.clear_build_id_from_manifest();
        for (format::Module& module : *event.mutable_module()) module.clear_from_manifest();
    }
}

// FORMAT.md: a harvester that is the system that crashed has its boot id alone.
void RestoreHarvester(format::CrashRecord& record) {
    const Identity& crashed = record.crashed();
    Identity& harvester = *record.mutable_harvester();
    if (harvester.has_release() || harvester.has_version() || harvester.has_machine() || harvester.has_build_id())
        return;
    if (crashed.has_release()) harvester.set_release(crashed.release());
    if (crashed.has_version()) harvester.set_version(crashed.version());
    if (crashed.has_machine()) harvester.set_machine(crashed.machine());
    if (crashed.has_build_id()) harvester.set_build_id(crashed.build_id());
}

}  // namespace

bool IsConfirmed(const Identity& crashed) {
    if (crashed.join() == Identity::SAME_BOOT) return true;
    bool joined = crashed.join() == Identity::LAST_BOOT || crashed.join() == Identity::EARLIER_BOOT;
    return joined && crashed.disagreement().empty() && (crashed.agreed() & (kRelease | kKernelBuildId)) != 0;
}

size_t ApplyManifest(format::CrashRecord& record) {
    ClearMarks(record);
    if (!record.has_crashed()) return 0;
    if (record.has_harvester()) RestoreHarvester(record);
    if (!IsConfirmed(record.crashed())) return 0;
    const std::vector<const format::Module*> known(record.crashed().module().pointer_begin(),
                                                   record.crashed().module().pointer_end());
    const size_t taken = std::min(known.size(), format::kMaxManifestModules);
    for (format::Event& event : *record.mutable_event()) {
        if (event.kernel_build_id().empty() && !record.crashed().build_id().empty()) {
            event.set_kernel_build_id(record.crashed().build_id());
            event.set_build_id_from_manifest(true);
        }
        FillModules(std::span(known).first(taken), event);
    }
    return known.size() - taken;
}

}  // namespace faultbox
