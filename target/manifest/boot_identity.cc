#include "target/manifest/boot_identity.h"

#include "target/manifest/stored_identity.h"

namespace faultbox::manifest {

Result<Bytes> WriteBootIdentity(const ManifestStore& store, Bytes boot, ManifestBuffer& buffer,
                                record::MessageWriter& writer) {
    Result<Bytes> image = store.ReadImage(ImageOfBoot(boot), buffer);
    if (!image) return image;
    CopyFacts(*image, writer);
    CopyFacts(boot, writer);
    return image;
}

}  // namespace faultbox::manifest
