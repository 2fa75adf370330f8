#include "target/manifest/system_texts.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "arch/common/bytes.h"
#include "target/format/crash_record.pb.h"
#include "target/harvest/system_files.h"
#include "target/manifest/os_release.h"

namespace faultbox::manifest {
namespace {

using format::Identity;
using Buffer = std::array<uint8_t, 4096>;

std::string_view ReadText(const harvest::FileReader& files, const char* path, Buffer& buffer) {
    Result<Bytes> content = files.Read(path, buffer);
    return content ? AsText(*content) : std::string_view();
}

// Of a file that the settings may name.
std::string_view ReadSettingFile(const harvest::FileReader& files, const char* path, Buffer& buffer) {
    return path == nullptr ? std::string_view() : harvest::ReadLine(files, path, buffer);
}

}  // namespace

void WriteSystemTexts(const harvest::FileReader& files, const config::Config& settings, record::MessageWriter& writer) {
    Buffer buffer, line;
    // os-release(5): the second takes the place of the first.
    std::string_view text = ReadText(files, "/etc/os-release", buffer);
    if (text.empty()) text = ReadText(files, "/usr/lib/os-release", buffer);
    OsRelease release = ParseOsRelease(text);
    writer.NonEmpty(Identity::kOsFieldNumber, release.pretty_name);
    std::string_view version = ReadSettingFile(files, settings.image_version_file, line);
    writer.NonEmpty(Identity::kImageVersionFieldNumber, version.empty() ? release.image_version : version);
    std::string_view model = harvest::ReadLine(files, "/proc/device-tree/model", line);
    if (model.empty()) model = harvest::ReadLine(files, "/sys/class/dmi/id/product_name", line);
    writer.NonEmpty(Identity::kModelFieldNumber, model);
    std::string_view unit = settings.unit_id != nullptr ? settings.unit_id : std::string_view();
    writer.NonEmpty(Identity::kUnitIdFieldNumber,
                    unit.empty() ? ReadSettingFile(files, settings.unit_id_file, line) : unit);
}

void WriteCommandLine(const harvest::FileReader& files, uint8_t scrub, harvest::TextFilter filter,
                      record::MessageWriter& writer) {
    Buffer buffer;
    std::string_view line = harvest::ReadLine(files, "/proc/cmdline", buffer);
    // The line lies in the buffer.
    if (scrub != 0) filter({const_cast<char*>(line.data()), line.size()}, scrub);
    writer.NonEmpty(Identity::kCommandLineFieldNumber, line);
}

}  // namespace faultbox::manifest
