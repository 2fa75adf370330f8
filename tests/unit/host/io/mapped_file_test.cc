#include "host/io/mapped_file.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdio>
#include <string>

namespace faultbox {
namespace {

std::string WriteFile(const char* name, std::string_view text) {
    std::string path = testing::TempDir() + name;
    FILE* file = fopen(path.c_str(), "w");
    fwrite(text.data(), 1, text.size(), file);
    fclose(file);
    return path;
}

TEST(MappedFile, GivesTheBytesWhereverItIsMoved) {
    Result<MappedFile> file = MappedFile::Open(WriteFile("mapped_file_test", "vmlinux"));
    ASSERT_TRUE(file);
    Bytes bytes = file->bytes();
    MappedFile moved = std::move(*file);
    EXPECT_TRUE(file->bytes().empty());
    EXPECT_EQ(AsText(bytes), "vmlinux");
    EXPECT_EQ(AsText(moved.bytes()), "vmlinux");
}

TEST(MappedFile, AnEmptyFileHasNoBytes) {
    Result<MappedFile> file = MappedFile::Open(WriteFile("mapped_file_empty", ""));
    ASSERT_TRUE(file);
    EXPECT_TRUE(file->bytes().empty());
}

TEST(MappedFile, SaysWhatTheSystemSaid) {
    Result<MappedFile> missing = MappedFile::Open(testing::TempDir() + "no-such-file");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::kIo);
    EXPECT_EQ(missing.error().offset, static_cast<uint64_t>(ENOENT));
    Result<MappedFile> folder = MappedFile::Open(testing::TempDir());
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace faultbox
