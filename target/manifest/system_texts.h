#pragma once

#include "target/config/config.h"
#include "target/manifest/system_files.h"
#include "target/record/message_writer.h"

namespace faultbox::manifest {

/// Writes what the image and the unit are called, as fields of an Identity message: os, image_version, model, unit_id.
/// What cannot be read is left out.
void WriteSystemTexts(const SystemFiles& files, const config::Config& settings, record::MessageWriter& writer);

/// The kernel's command line, as the field of an Identity message.
void WriteCommandLine(const SystemFiles& files, record::MessageWriter& writer);

}  // namespace faultbox::manifest
