#include "host/input/crashed_system.h"

#include <algorithm>
#include <string>

namespace faultbox {
namespace {

using format::Identity;

// The recorder's Identity.agreed.
constexpr uint32_t kRelease = 1;
constexpr uint32_t kKernelBuildId = 4;
// More than a recorder writes; a record made to confuse is not read in a time that grows with its square.
constexpr int kMaxModules = 64;

bool StatesBuildId(const format::Location& where, const std::string& module) {
    return where.module() == module && !where.build_id().empty();
}

bool StatesBuildId(const format::Event& event, const std::string& module) {
    if (StatesBuildId(event.pc(), module) || StatesBuildId(event.lr(), module)) return true;
    return std::ranges::any_of(event.trace(), [&](const format::Trace& trace) {
        return std::ranges::any_of(trace.frame(), [&](const auto& frame) { return StatesBuildId(frame, module); });
    });
}

bool Names(const format::Event& event, const std::string& module) {
    if (event.pc().module() == module || event.lr().module() == module) return true;
    return std::ranges::any_of(event.trace(), [&](const format::Trace& trace) {
        return std::ranges::any_of(trace.frame(), [&](const auto& frame) { return frame.module() == module; });
    });
}

void FillModule(const format::Module& known, format::Event& event) {
    if (known.build_id().empty() || StatesBuildId(event, known.name())) return;
    auto& modules = *event.mutable_module();
    auto listed = std::ranges::find(modules, known.name(), [](const auto& module) { return module.name(); });
    if (listed == modules.end() && !Names(event, known.name())) return;
    format::Module& module = listed == modules.end() ? *event.add_module() : *listed;
    if (!module.build_id().empty()) return;
    module.set_name(known.name());
    module.set_build_id(known.build_id());
    module.set_from_manifest(true);
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

void ApplyManifest(format::CrashRecord& record) {
    ClearMarks(record);
    if (!record.has_crashed()) return;
    if (record.has_harvester()) RestoreHarvester(record);
    if (!IsConfirmed(record.crashed())) return;
    for (format::Event& event : *record.mutable_event()) {
        if (event.kernel_build_id().empty() && !record.crashed().build_id().empty()) {
            event.set_kernel_build_id(record.crashed().build_id());
            event.set_build_id_from_manifest(true);
        }
        int modules = std::min(record.crashed().module_size(), kMaxModules);
        for (int i = 0; i < modules; ++i) FillModule(record.crashed().module(i), event);
    }
}

}  // namespace faultbox
