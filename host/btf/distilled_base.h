#pragma once

#include <cstdint>
#include <vector>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/btf/name_index.h"

namespace faultbox::btf {

/// Since 6.11 a module that is built outside of its kernel's tree has, beside its .BTF, a .BTF.base: those types of the
/// kernel that it refers to, by name and size alone (Documentation/bpf/btf.rst, ".BTF.base section"). Returns the
/// module's BTF as it goes on from `kernel`'s types, as the kernel makes it when it loads the module (btf_relocate(),
/// tools/lib/bpf/btf_relocate.c). `module` and `base` are untrusted. kMismatch: the kernel has not the one type of that
/// name, kind and size; kMalformed, kTruncated, kUnsupported: damaged.
Result<std::vector<uint8_t>> RelocateToKernel(Bytes module, Bytes base, const TypeTable& kernel,
                                              const NameIndex& kernel_names);

}  // namespace faultbox::btf
