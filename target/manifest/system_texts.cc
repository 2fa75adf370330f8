#include "target/manifest/system_texts.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "arch/common/bytes.h"
#include "target/format/crash_record.pb.h"
#include "target/manifest/os_release.h"

namespace faultbox::manifest {
namespace {

using format::Identity;
using Buffer = std::array<uint8_t, 4096>;

std::string_view ReadText(const harvest::FileReader& files, const char* path, Buffer& buffer) {
    Result<Bytes> content = files.Read(path, buffer);
    return content ? AsText(*content) : std::string_view();
}

// Device tree strings end with a NUL, those of sysfs with a line feed.
std::string_view ReadFirstLine(const harvest::FileReader& files, const char* path, Buffer& buffer) {
    constexpr std::string_view kEnds("\n\0", 2);
    if (path == nullptr) return {};
    std::string_view text = ReadText(files, path, buffer);
    text = text.substr(0, text.find_first_of(kEnds));
    return text.substr(0, text.find_last_not_of(" \t\r") + 1);
}

}  // namespace

void WriteSystemTexts(const harvest::FileReader& files, const config::Config& settings, record::MessageWriter& writer) {
    Buffer buffer, line;
    // os-release(5): the second takes the place of the first.
    std::string_view text = ReadText(files, "/etc/os-release", buffer);
    if (text.empty()) text = ReadText(files, "/usr/lib/os-release", buffer);
    OsRelease release = ParseOsRelease(text);
    writer.NonEmpty(Identity::kOsFieldNumber, release.pretty_name);
    std::string_view version = ReadFirstLine(files, settings.image_version_file, line);
    writer.NonEmpty(Identity::kImageVersionFieldNumber, version.empty() ? release.image_version : version);
    std::string_view model = ReadFirstLine(files, "/proc/device-tree/model", line);
    if (model.empty()) model = ReadFirstLine(files, "/sys/class/dmi/id/product_name", line);
    writer.NonEmpty(Identity::kModelFieldNumber, model);
    std::string_view unit = settings.unit_id != nullptr ? settings.unit_id : std::string_view();
    writer.NonEmpty(Identity::kUnitIdFieldNumber,
                    unit.empty() ? ReadFirstLine(files, settings.unit_id_file, line) : unit);
}

void WriteCommandLine(const harvest::FileReader& files, record::MessageWriter& writer) {
    Buffer buffer;
    writer.NonEmpty(Identity::kCommandLineFieldNumber, ReadFirstLine(files, "/proc/cmdline", buffer));
}

}  // namespace faultbox::manifest
