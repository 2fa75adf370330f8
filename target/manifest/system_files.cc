#include "target/manifest/system_files.h"

#include <fcntl.h>

#include "target/journal/file_descriptor.h"

namespace faultbox::manifest {

Result<size_t> RunningSystemFiles::Read(const char* path, std::span<uint8_t> buffer) const {
    // A file that the configuration names may be a FIFO.
    journal::FileDescriptor file(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.ok()) return journal::SystemFailure("cannot open");
    return file.ReadAll(buffer);
}

}  // namespace faultbox::manifest
