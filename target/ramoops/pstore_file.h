#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/bytes.h"
#include "target/ramoops/layout.h"
#include "target/ramoops/record.h"

namespace faultbox::ramoops {

/// What the name of a file in pstore's file system says (fs/pstore/inode.c, pstore_mkfile): "TYPE-BACKEND-ID", with
/// ".enc.z" behind it where the kernel could not inflate the content. Kernels before 3.19 put no number behind
/// "console-ramoops" and "ftrace-ramoops".
struct PstoreName {
    ZoneKind kind = ZoneKind::kUnknown;  ///< kUnknown for types that hold no text of the kernel ("mce-erst-12").
    std::string_view backend;            ///< "ramoops", "efi_pstore", "erst".
    uint64_t id = 0;                     ///< The zone's index for ramoops.
    bool encoded = false;
};

/// Reads a file name, without folders. Nothing where it is not of that form.
std::optional<PstoreName> ParsePstoreName(std::string_view name);

/// Delivers the content of one file of pstore's file system, named `name` (folders in front of it are ignored): at most
/// one record, and notes. Takes off the ECC notice, which follows the compressed bytes of an ".enc.z" file, and
/// inflates. Plain text is delivered where it stands in `content`. A name that is not pstore's is taken for that of a
/// dump when the content begins with a dump's first line, and else answered with a note.
void ReadPstoreFile(std::string_view name, Bytes content, const Scratch& scratch, RecordSink& sink);

}  // namespace faultbox::ramoops
