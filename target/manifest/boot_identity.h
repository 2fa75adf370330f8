#pragma once

#include "target/manifest/manifest_store.h"
#include "target/record/message_writer.h"

namespace faultbox::manifest {

/// Writes what the manifest of a boot, which `boot` is, and that of its image say of the system as fields of an
/// Identity, without modules. The image's message, which lies in `buffer`; where it cannot be read nothing is written.
Result<Bytes> WriteBootIdentity(const ManifestStore& store, Bytes boot, ManifestBuffer& buffer,
                                record::MessageWriter& writer);

}  // namespace faultbox::manifest
