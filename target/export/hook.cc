#include "target/export/hook.h"

#include "arch/common/number_text.h"

namespace faultbox::handover {

Result<void> ProgramHook::Tell(HookEvent event, size_t records) {
    return process_.Run(event, NumberText(records).view());
}

}  // namespace faultbox::handover
