#include "target/format/bundle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace faultbox::format {
namespace {

// Two parts, byte by byte as BUNDLE.md says: record 17 is "abc", the manifest "os=9". The checksums were computed with
// Python's zlib.crc32.
const std::vector<uint8_t> kBundle = {
    'F',  'B',  'X', 'B', 1,   0,    0,    0,    1,    0,    0,    0,    0x97, 0xfe, 0x1e, 0x04,  // header
    'F',  'B',  'X', 'P', 1,   0,    0,    0,    17,   0,    0,    0,    3,    0,    0,    0,    0x49, 0x2e,
    0xf0, 0xd7, 'a', 'b', 'c', 0xc2, 0x41, 0x24, 0x35, 'F',  'B',  'X',  'P',  2,    0,    0,    0,    0,
    0,    0,    0,   4,   0,   0,    0,    0xb5, 0xf5, 0xa8, 0x8d, 'o',  's',  '=',  '9',  0xf6, 0x2e, 0x5b,
    0x21, 'F',  'B', 'X', 'E', 2,    0,    0,    0,    0xa8, 0xe8, 0x3d, 0xf8, 0xba, 0x71, 0xec, 0xa0,
};
constexpr uint64_t kFirstPart = 16;
constexpr uint64_t kSecondPart = 43;
constexpr uint64_t kEnd = 71;

class VectorSink : public ByteSink {
  public:
    Result<void> Append(Bytes bytes) override {
        content.insert(content.end(), bytes.begin(), bytes.end());
        return {};
    }

    std::vector<uint8_t> content;
};

std::vector<uint8_t> Write(const std::vector<std::string>& records) {
    VectorSink sink;
    BundleWriter writer(sink);
    EXPECT_TRUE(writer.Begin());
    uint32_t number = 0;
    for (const std::string& record : records) EXPECT_TRUE(writer.AddPart(PartType::kRecord, ++number, AsBytes(record)));
    EXPECT_TRUE(writer.End());
    EXPECT_EQ(writer.size_bytes(), sink.content.size());
    return sink.content;
}

struct Read {
    std::vector<std::string> contents;
    std::vector<Error> errors;
};

Read ReadAll(Bytes bundle) {
    Read read;
    BundleReader reader(bundle);
    while (std::optional<Result<Part>> part = reader.Next()) {
        if (*part) {
            read.contents.emplace_back(AsText((*part)->content));
        } else {
            read.errors.push_back(part->error());
        }
    }
    return read;
}

TEST(Bundle, IsWrittenByteForByte) {
    VectorSink sink;
    BundleWriter writer(sink);
    ASSERT_TRUE(writer.Begin());
    ASSERT_TRUE(writer.AddPart(PartType::kRecord, 17, AsBytes("abc")));
    ASSERT_TRUE(writer.AddPart(PartType::kManifest, 0, AsBytes("os=9")));
    ASSERT_TRUE(writer.End());
    EXPECT_EQ(sink.content, kBundle);
}

TEST(Bundle, IsReadBack) {
    BundleReader reader(kBundle);
    std::optional<Result<Part>> first = reader.Next();
    ASSERT_TRUE(first && *first);
    EXPECT_EQ((*first)->type, static_cast<uint8_t>(PartType::kRecord));
    EXPECT_EQ((*first)->number, 17u);
    EXPECT_EQ((*first)->offset, kFirstPart + kPartHeaderBytes);
    EXPECT_EQ(AsText((*first)->content), "abc");
    std::optional<Result<Part>> second = reader.Next();
    ASSERT_TRUE(second && *second);
    EXPECT_EQ((*second)->type, static_cast<uint8_t>(PartType::kManifest));
    EXPECT_EQ(AsText((*second)->content), "os=9");
    EXPECT_FALSE(reader.Next());
    EXPECT_FALSE(reader.Next());
}

TEST(Bundle, WithoutPartsIsWhole) {
    Read read = ReadAll(Write({}));
    EXPECT_TRUE(read.contents.empty() && read.errors.empty());
}

TEST(Bundle, HasLimits) {
    VectorSink sink;
    BundleWriter writer(sink);
    std::vector<uint8_t> large(kMaxPartBytes + 1);
    EXPECT_EQ(writer.AddPart(PartType::kRecord, 1, large).error().code, ErrorCode::kLimit);
    EXPECT_TRUE(sink.content.empty());
    EXPECT_TRUE(writer.AddPart(PartType::kRecord, 1, Bytes(large).first(kMaxPartBytes)));
}

// A cut leaves what lies whole before it, and is always told.
TEST(Bundle, ToldWhereverItIsCut) {
    for (size_t size = 0; size < kBundle.size(); ++size) {
        Read read = ReadAll(Bytes(kBundle).first(size));
        EXPECT_EQ(read.contents.size(), size < kSecondPart ? 0u : size < kEnd ? 1u : 2u) << size;
        ASSERT_FALSE(read.errors.empty()) << size;
        EXPECT_LE(read.errors.back().offset, size) << size;
    }
}

// Every byte has a checksum over it: whichever is damaged, that is told, and the parts that are whole are there.
TEST(Bundle, ToldWhateverByteIsDamaged) {
    for (size_t at = 0; at < kBundle.size(); ++at) {
        std::vector<uint8_t> damaged = kBundle;
        damaged[at] ^= 0x10;
        Read read = ReadAll(damaged);
        EXPECT_FALSE(read.errors.empty()) << at;
        bool in_first = at >= kFirstPart && at < kSecondPart;
        bool in_second = at >= kSecondPart && at < kEnd;
        EXPECT_EQ(std::ranges::count(read.contents, "abc"), in_first ? 0 : 1) << at;
        EXPECT_EQ(std::ranges::count(read.contents, "os=9"), in_second ? 0 : 1) << at;
    }
}

TEST(Bundle, DamageIsToldWithItsOffset) {
    std::vector<uint8_t> damaged = kBundle;
    damaged[kFirstPart + kPartHeaderBytes] ^= 1;
    Read read = ReadAll(damaged);
    ASSERT_EQ(read.errors.size(), 2u);
    EXPECT_EQ(read.errors[0].code, ErrorCode::kChecksum);
    EXPECT_EQ(read.errors[0].offset, kFirstPart);
    EXPECT_STREQ(read.errors[1].what, "checksum of the whole bundle");
}

// Bytes that a bad copy lost or added in one part do not cost the next.
TEST(Bundle, PartsAreFoundBehindLostAndAddedBytes) {
    std::vector<uint8_t> bundle = Write({std::string(100, 'a'), std::string(100, 'b'), "c"});
    size_t at = kFirstPart + kPartHeaderBytes + 50;
    std::vector<uint8_t> lost = bundle;
    lost.erase(lost.begin() + static_cast<ptrdiff_t>(at), lost.begin() + static_cast<ptrdiff_t>(at) + 7);
    EXPECT_EQ(ReadAll(lost).contents, (std::vector<std::string>{std::string(100, 'b'), "c"}));
    std::vector<uint8_t> added = bundle;
    added.insert(added.begin() + static_cast<ptrdiff_t>(at), 7, 'x');
    EXPECT_EQ(ReadAll(added).contents, (std::vector<std::string>{std::string(100, 'b'), "c"}));
}

TEST(Bundle, PartThatIsTakenAwayIsMissed) {
    std::vector<uint8_t> bundle = kBundle;
    bundle.erase(bundle.begin() + kFirstPart, bundle.begin() + kSecondPart);
    Read read = ReadAll(bundle);
    ASSERT_EQ(read.errors.size(), 1u);
    EXPECT_EQ(read.errors[0].code, ErrorCode::kMismatch);
}

TEST(Bundle, OtherVersionsAreRefused) {
    for (size_t at : {4, 5, 8}) {
        std::vector<uint8_t> bundle = kBundle;
        bundle[at] += 1;
        // zlib.crc32 of the header with that byte plus 1
        const std::vector<uint8_t> crcs[] = {
            {0x74, 0xf9, 0x91, 0x8a}, {0x23, 0xf5, 0x69, 0xa2}, {0x79, 0x51, 0xab, 0x16}};
        std::ranges::copy(crcs[at == 4 ? 0 : at == 5 ? 1 : 2], bundle.begin() + 12);
        Read read = ReadAll(bundle);
        EXPECT_TRUE(read.contents.empty());
        ASSERT_EQ(read.errors.size(), 1u) << at;
        EXPECT_EQ(read.errors[0].code, ErrorCode::kUnsupported);
        EXPECT_EQ(read.errors[0].offset, at);
    }
}

// Parts within parts, each with a checksum that does not hold: the reader's work stays bounded by its searches.
TEST(Bundle, NestedPartsDoNotMultiplyTheWork) {
    std::vector<uint8_t> bundle(kBundle.begin(), kBundle.begin() + kFirstPart);
    // zlib.crc32 of a header of type 1, number 0 and 65537 bytes.
    const std::vector<uint8_t> header = {'F', 'B', 'X', 'P', 1, 0, 0,    0,    0,    0,
                                         0,   0,   1,   0,   1, 0, 0x36, 0xe6, 0xf3, 0xd4};
    while (bundle.size() < 4 * 1024 * 1024) bundle.insert(bundle.end(), header.begin(), header.end());
    Read read = ReadAll(bundle);
    EXPECT_TRUE(read.contents.empty());
    EXPECT_GT(read.errors.size(), 64u);
    EXPECT_LT(read.errors.size(), 256u);
}

TEST(Bundle, IsKnownByItsFirstBytes) {
    EXPECT_TRUE(IsBundle(kBundle));
    std::vector<uint8_t> damaged = kBundle;
    damaged[0] = 'x';
    EXPECT_TRUE(IsBundle(damaged));
    damaged[kFirstPart] = 'x';
    EXPECT_FALSE(IsBundle(damaged));
    EXPECT_FALSE(IsBundle({}));
    EXPECT_FALSE(IsBundle(AsBytes("FBX")));
}

}  // namespace
}  // namespace faultbox::format
