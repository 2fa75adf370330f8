#pragma once

#include <cstdint>

#include "target/manifest/manifest_store.h"
#include "target/record/message_writer.h"

namespace faultbox::manifest {

/// Where the manifests of a boot and of its image are read into.
struct BootIdentitySpace {
    ManifestBuffer boot;
    ManifestBuffer image;
};

/// Writes what the two say of the system as fields of an Identity, without modules. False, and nothing is written,
/// where one of them cannot be read.
bool WriteBootIdentity(const ManifestStore& store, uint32_t counter, BootIdentitySpace& space,
                       record::MessageWriter& writer);

/// The same with the modules of the image and their build ids.
bool WriteInstalled(const ManifestStore& store, uint32_t counter, BootIdentitySpace& space,
                    record::MessageWriter& writer);

}  // namespace faultbox::manifest
