#include "host/unwind/unwind_tables.h"

namespace faultbox::unwind {

CfiTable ReadCfi(const elf::ElfFile& file, std::string_view name) {
    const elf::Section* section = file.FindSection(name);
    if (section == nullptr) return {};
    Result<Bytes> contents = file.Contents(*section);
    if (!contents) return {};
    return CfiTable({.bytes = *contents,
                     .address = section->address,
                     .is_eh_frame = name == ".eh_frame",
                     .order = file.header().order,
                     .address_size = file.address_size()});
}

UnwindTables::UnwindTables(const elf::ElfFile& file)
    : debug_frame(ReadCfi(file, ".debug_frame")), eh_frame(ReadCfi(file, ".eh_frame")), exidx(file) {}

}  // namespace faultbox::unwind
