// tests/malformed/ramoops: regions that a reader can read. "size N", then what stands where: numbers are hexadecimal
// bytes. "note ..." is each note expected, "text ..." the first line of the record, if there is one.
#include <gtest/gtest.h>

#include <charconv>
#include <filesystem>
#include <fstream>

#include "tests/unit/target/ramoops/collect.h"

namespace faultbox::ramoops {
namespace {

struct Malformed {
    std::vector<uint8_t> region;
    std::vector<std::string> notes;
    std::string text;
};

// "\n" is the one escape.
std::string Unquote(std::string_view quoted) {
    std::string text;
    for (size_t i = 0; i < quoted.size(); ++i) {
        bool is_newline = quoted.substr(i).starts_with("\\n");
        text += is_newline ? '\n' : quoted[i];
        i += is_newline;
    }
    return text;
}

void PutBytes(std::string_view line, Malformed& malformed) {
    size_t at = 0;
    for (bool is_first = true; !line.empty(); is_first = false) {
        bool is_quoted = line.front() == '"';
        size_t end = is_quoted ? line.find('"', 1) : line.find(' ');
        std::string_view word = line.substr(0, end);
        unsigned value = 0;
        if (is_quoted) {
            for (char c : Unquote(word.substr(1))) malformed.region.at(at++) = static_cast<uint8_t>(c);
        } else {
            word.remove_prefix(word.starts_with("0x") ? 2 : 0);
            ASSERT_EQ(std::from_chars(word.data(), word.data() + word.size(), value, 16).ptr,
                      word.data() + word.size());
            if (is_first) {
                at = value;
            } else {
                malformed.region.at(at++) = static_cast<uint8_t>(value);
            }
        }
        line.remove_prefix(std::min(line.size(), end == line.npos ? line.size() : end + 1));
        while (line.starts_with(' ')) line.remove_prefix(1);
    }
}

Malformed Load(const std::filesystem::path& path) {
    Malformed malformed;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("size ")) {
            malformed.region.resize(std::stoul(line.substr(5), nullptr, 16));
        } else if (line.starts_with("note ")) {
            malformed.notes.push_back(line.substr(5));
        } else if (line.starts_with("text ")) {
            malformed.text = line.substr(5);
        } else if (!line.starts_with("#")) {
            PutBytes(line, malformed);
        }
    }
    return malformed;
}

TEST(Malformed, EveryFileIsReadAsItSays) {
    size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(FAULTBOX_TESTS_DIR "/malformed/ramoops")) {
        SCOPED_TRACE(entry.path().filename().string());
        ++files;
        Malformed malformed = Load(entry.path());
        Collect collect = CollectRegion(malformed.region);
        EXPECT_EQ(collect.NoteTexts(), malformed.notes);
        ASSERT_EQ(collect.records.size(), 1u);
        const std::string& text = collect.records[0].text;
        EXPECT_EQ(text.substr(0, text.find('\n')), malformed.text);
    }
    EXPECT_EQ(files, 6u);
}

}  // namespace
}  // namespace faultbox::ramoops
