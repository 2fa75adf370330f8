#pragma once

#include <string_view>

namespace faultbox::manifest {

/// What /etc/os-release says of the image; what it does not say is empty. Texts lie in the file's.
struct OsRelease {
    std::string_view pretty_name;    ///< PRETTY_NAME
    std::string_view image_version;  ///< IMAGE_VERSION, else BUILD_ID, else VERSION_ID
};

/// os-release(5), untrusted. Quotes around a value are taken off; what a shell would do inside of them is not done.
OsRelease ParseOsRelease(std::string_view text);

}  // namespace faultbox::manifest
