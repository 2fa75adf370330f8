#pragma once

#include <span>
#include <string>
#include <vector>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/input/decoded_input.h"
#include "host/input/region_option.h"

namespace faultbox {

/// Reads an untrusted raw ramoops region: the crashes of its dmesg and console zones. What a zone does not give is
/// noted with the zone's offset, and the others are read all the same. Fails when no zone is found.
Result<void> ReadRegion(Bytes content, const RegionSizes& sizes, DecodedInput& input);

/// One file of pstore's file system.
struct PstoreFile {
    std::string name;
    std::vector<uint8_t> content;
};

/// Reads untrusted files of one pstore, compressed (".enc.z") or not. What several of them show of one crash becomes
/// one record. A file that gives no text is noted, and the others are read all the same; fails when none does.
Result<void> ReadPstoreFiles(std::span<const PstoreFile> files, DecodedInput& input);

}  // namespace faultbox
