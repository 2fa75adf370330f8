#include "tests/unit/target/ramoops/test_data.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace faultbox::ramoops {

std::vector<uint8_t> LoadData(std::string_view name) {
    std::string path = std::string(FAULTBOX_TESTS_DIR "/unit/target/ramoops/data/") + std::string(name) + ".gz";
    std::vector<uint8_t> bytes(1 << 20);
    gzFile file = gzopen(path.c_str(), "rb");
    int size = file == nullptr ? -1 : gzread(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    if (file != nullptr) gzclose(file);
    EXPECT_GT(size, 0) << path;
    bytes.resize(static_cast<size_t>(size < 0 ? 0 : size));
    return bytes;
}

}  // namespace faultbox::ramoops
