#include "target/selftest/kernel_config.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/unit/target/selftest/fake_image.h"

namespace faultbox::selftest {
namespace {

// Made by gzip -9 of data/config, with the name in its header.
std::string ReadData(const char* name) {
    std::ifstream file(std::string(FAULTBOX_TESTS_DIR "/unit/target/selftest/data/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(KernelConfig, UnpacksWhatGzipMade) {
    std::vector<uint8_t> output(4096);
    Bytes text = Gunzip(AsBytes(ReadData("config.gz")), output);
    EXPECT_EQ(std::string(text.begin(), text.end()), ReadData("config"));
}

TEST(KernelConfig, DamagedFilesHaveNoContent) {
    std::string packed = ReadData("config.gz");
    std::vector<uint8_t> output(4096);
    for (size_t size = 0; size + 9 < packed.size(); ++size) {
        EXPECT_TRUE(Gunzip(AsBytes(packed).first(size), output).empty()) << size;
    }
    EXPECT_TRUE(Gunzip(AsBytes(packed), std::span(output).first(16)).empty());
    packed[3] = '\x1e';  // All parts of a header are announced, and none follows.
    packed.resize(12);
    EXPECT_TRUE(Gunzip(AsBytes(packed), output).empty());
}

TEST(KernelConfig, NamesWhatIsMissing) {
    TextOf say;
    EXPECT_EQ(SayMissingOptions(ReadData("config"), true, say), 2u);
    EXPECT_EQ(say.text(), " CONFIG_PSTORE_RAM=y CONFIG_PSTORE_PMSG=y");
    TextOf without;
    EXPECT_EQ(SayMissingOptions(ReadData("config"), false, without), 0u);
}

TEST(KernelConfig, IsCheckedWhereItCanBeRead) {
    FakeImage image;
    image.files.files["/proc/config.gz"] = ReadData("config.gz");
    EXPECT_EQ(image.Run(CheckKernelConfig), Outcome::kFail);
    EXPECT_EQ(image.said, "the kernel lacks CONFIG_PSTORE_RAM=y CONFIG_PSTORE_PMSG=y");
    image.files.files["/sys/module/pstore/parameters/backend"] = "efi\n";
    EXPECT_EQ(image.Run(CheckKernelConfig), Outcome::kOk);
    image.files.files["/proc/config.gz"] = "no gzip file";
    EXPECT_EQ(image.Run(CheckKernelConfig), Outcome::kCannotTell);
}

}  // namespace
}  // namespace faultbox::selftest
