#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/bytes.h"
#include "target/manifest/loaded_modules.h"
#include "target/record/message_writer.h"

namespace faultbox::manifest {

/// Single fields of an Identity message that was read from the store; empty or 0 where it lacks them. The message is as
/// trustworthy as the flash.
Bytes BootIdOf(Bytes identity);
Bytes KernelBuildIdOf(Bytes identity);
std::string_view ReleaseOf(Bytes identity);
std::string_view VersionOf(Bytes identity);
uint64_t ImageOfBoot(Bytes identity);

/// A Module message, as one that is not loaded.
ModuleFacts ReadModule(Bytes module);

/// The identity's module of that name; nullopt when it has none.
std::optional<ModuleFacts> FindModule(Bytes identity, std::string_view name);

/// Writes the identity's fields, without its modules and the reference to an image.
void CopyFacts(Bytes identity, record::MessageWriter& writer);
/// Writes the identity's modules.
void CopyModules(Bytes identity, record::MessageWriter& writer);

}  // namespace faultbox::manifest
