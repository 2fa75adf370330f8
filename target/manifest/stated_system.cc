#include "target/manifest/boot_history.h"

namespace faultbox::manifest {

using record::ParseBuildId;

void StatedSystem::AddModule(std::string_view name, std::string_view build_id) {
    if (name.empty() || build_id.empty()) return;
    StatedModule module{name, ParseBuildId(build_id)};
    if (module.build_id.size != 0) modules_.Append(module);
}

void StatedSystem::Add(const CrashEvent& event) {
    if (release_.empty()) release_ = event.release;
    if (build_.empty()) build_ = event.build;
    if (kernel_build_id_.size == 0) kernel_build_id_ = ParseBuildId(event.kernel_build_id);
    AddModule(event.pc.module, event.pc.build_id);
    AddModule(event.lr.module, event.lr.build_id);
    for (const TraceEntry& entry : event.trace_entries) AddModule(entry.where.module, entry.where.build_id);
    for (const LoadedModule& module : event.modules) AddModule(module.name, module.build_id);
}

}  // namespace faultbox::manifest
