#pragma once

#include "target/config/config.h"
#include "target/harvest/file_reader.h"
#include "target/record/message_writer.h"

namespace faultbox::manifest {

/// Writes what the image and the unit are called, as fields of an Identity message: os, image_version, model, unit_id.
/// What cannot be read is left out.
void WriteSystemTexts(const harvest::FileReader& files, const config::Config& settings, record::MessageWriter& writer);

/// The kernel's command line, as the field of an Identity message.
void WriteCommandLine(const harvest::FileReader& files, record::MessageWriter& writer);

}  // namespace faultbox::manifest
