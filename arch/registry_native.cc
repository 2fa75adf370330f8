#include "arch/registry.h"

// The CPU that this is compiled for, alone; no other CPU's tables are linked.
#if defined(__arm__)
#include "arch/arm/info.h"
#define FAULTBOX_NATIVE_ARCH faultbox::arm
#elif defined(__aarch64__) && __has_include("arch/arm64/info.h")
#include "arch/arm64/info.h"
#define FAULTBOX_NATIVE_ARCH faultbox::arm64
#elif defined(__i386__)
#include "arch/x86/info.h"
#define FAULTBOX_NATIVE_ARCH faultbox::i386
#elif defined(__x86_64__)
#include "arch/x86/info.h"
#define FAULTBOX_NATIVE_ARCH faultbox::x86_64
#endif

namespace faultbox {

#ifdef FAULTBOX_NATIVE_ARCH
std::span<const ArchInfo* const> AllArchs() {
    static constexpr const ArchInfo* kArchs[] = {&FAULTBOX_NATIVE_ARCH::kInfo};
    return kArchs;
}
#else
std::span<const ArchInfo* const> AllArchs() {
    return {};
}
#endif

}  // namespace faultbox
