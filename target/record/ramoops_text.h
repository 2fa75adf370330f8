#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "arch/common/result.h"
#include "target/ramoops/pstore_file.h"
#include "target/ramoops/region.h"
#include "target/record/source_facts.h"

namespace faultbox::record {

/// Reads the kernel text of a zone (a dump, the console, or text that no header claims), and fills in what is known of
/// it. The text lies in `scratch.text` or in the region. Fails with kNotFound for a zone that is empty or holds
/// something else (pmsg, ftrace), otherwise with the first thing that was wrong.
Result<std::string_view> ReadZoneText(const ramoops::Region& region, uint32_t zone, const ramoops::Scratch& scratch,
                                      SourceFacts& facts);

/// The same for the content of a file of pstore, which is named `name`. The text lies in `scratch.text` or in
/// `content`.
Result<std::string_view> ReadPstoreText(std::string_view name, Bytes content, const ramoops::Scratch& scratch,
                                        SourceFacts& facts);

}  // namespace faultbox::record
