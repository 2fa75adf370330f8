#pragma once

#include "target/config/config.h"
#include "target/harvest/file_reader.h"
#include "target/harvest/text_policy.h"
#include "target/record/message_writer.h"

namespace faultbox::manifest {

/// Writes what the image and the unit are called, as fields of an Identity message: os, image_version, model, unit_id.
/// What cannot be read is left out.
void WriteSystemTexts(const harvest::FileReader& files, const config::Config& settings, record::MessageWriter& writer);

/// The kernel's command line, as the field of an Identity message: "g_ether.host_addr=xx:xx:xx:xx:xx:xx" where `scrub`
/// (config::ScrubClass) is not 0, for which there must be a `filter`.
void WriteCommandLine(const harvest::FileReader& files, uint8_t scrub, harvest::TextFilter filter,
                      record::MessageWriter& writer);

}  // namespace faultbox::manifest
