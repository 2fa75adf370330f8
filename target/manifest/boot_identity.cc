#include "target/manifest/boot_identity.h"

#include "target/manifest/stored_identity.h"

namespace faultbox::manifest {
namespace {

// The messages of both, in `space`.
struct BootAndImage {
    Bytes boot;
    Bytes image;
};

std::optional<BootAndImage> Read(const ManifestStore& store, uint32_t counter, BootIdentitySpace& space) {
    Result<Bytes> boot = store.ReadBoot(counter, space.boot);
    if (!boot) return std::nullopt;
    Result<Bytes> image = store.ReadImage(ImageOfBoot(*boot), space.image);
    if (!image) return std::nullopt;
    return BootAndImage{*boot, *image};
}

void Write(const BootAndImage& read, record::MessageWriter& writer) {
    CopyFacts(read.image, writer);
    CopyFacts(read.boot, writer);
}

}  // namespace

bool WriteBootIdentity(const ManifestStore& store, uint32_t counter, BootIdentitySpace& space,
                       record::MessageWriter& writer) {
    std::optional<BootAndImage> read = Read(store, counter, space);
    if (read) Write(*read, writer);
    return read.has_value();
}

bool WriteInstalled(const ManifestStore& store, uint32_t counter, BootIdentitySpace& space,
                    record::MessageWriter& writer) {
    std::optional<BootAndImage> read = Read(store, counter, space);
    if (!read) return false;
    Write(*read, writer);
    CopyModules(read->image, writer);
    return true;
}

}  // namespace faultbox::manifest
