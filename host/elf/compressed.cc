#include "host/elf/compressed.h"

#include "host/elf/elf_constants.h"

namespace faultbox::elf {

bool IsCompressed(const Section& section) {
    return (section.flags & SHF_COMPRESSED) || section.name.starts_with(".zdebug_");
}

Result<std::vector<uint8_t>> Decompress(const Section& section, const Header&) {
    return Fail(ErrorCode::kUnsupported, "section is compressed: run objcopy --decompress-debug-sections on the file",
                section.file_offset);
}

}  // namespace faultbox::elf
