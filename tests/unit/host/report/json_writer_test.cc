#include "host/report/json_writer.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

std::string Quoted(std::string_view text) {
    JsonWriter json;
    json.String(text);
    return json.Take();
}

TEST(JsonWriter, EscapesWhatMustBeEscaped) {
    EXPECT_EQ(Quoted("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"\n");
    EXPECT_EQ(Quoted("\n\r\t\b\x1b"), "\"\\n\\r\\t\\u0008\\u001b\"\n");
    EXPECT_EQ(Quoted(std::string_view("\0", 1)), "\"\\u0000\"\n");
    EXPECT_EQ(Quoted("\x7f"), "\"\\u007f\"\n");
    EXPECT_EQ(Quoted("\xc2\x9b"), "\"\\u009b\"\n");
    EXPECT_EQ(Quoted("\xe2\x80\xae"), "\"\\u202e\"\n");
}

TEST(JsonWriter, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(Quoted("a\xff"
                     "b"),
              "\"a\xef\xbf\xbd"
              "b\"\n");
    EXPECT_EQ(Quoted("\xe2\x82"), "\"\xef\xbf\xbd\"\n");              // one for a sequence that is cut
    EXPECT_EQ(Quoted("\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\"\n");  // overlong: one for each byte
    EXPECT_EQ(Quoted("\xf0\x9f\x98\x80"), "\"\xf0\x9f\x98\x80\"\n");
}

TEST(JsonWriter, PlacesMembers) {
    JsonWriter json;
    json.BeginObject();
    json.NumberMember("n", 18446744073709551615u);
    json.HexMember("h", 0x2c);
    json.HexMember("none", std::nullopt);
    json.TextMember("empty", "");
    json.StringMember("blank", "");
    json.Key("time_s");
    json.Seconds(413571591498);
    json.Key("list");
    json.BeginArray(JsonLayout::kOneLine);
    json.Number(1);
    json.BeginObject();
    json.Key("t");
    json.Bool(true);
    json.EndObject();
    json.Null();
    json.EndArray();
    json.Key("none_here");
    json.BeginArray();
    json.EndArray();
    json.EndObject();
    EXPECT_EQ(json.Take(),
              "{\n"
              " \"n\": 18446744073709551615,\n"
              " \"h\": \"0x2c\",\n"
              " \"none\": null,\n"
              " \"empty\": null,\n"
              " \"blank\": \"\",\n"
              " \"time_s\": 413571.591498,\n"
              " \"list\": [1, {\"t\": true}, null],\n"
              " \"none_here\": []\n"
              "}\n");
}

TEST(JsonWriter, SecondsKeepSixDecimals) {
    JsonWriter json;
    json.Seconds(5);
    EXPECT_EQ(json.Take(), "0.000005\n");
}

TEST(JsonWriter, EscapesWhereverTheByteStands) {
    for (size_t size = 1; size < 70; ++size) {
        for (size_t at = 0; at < size; ++at) {
            std::string text(size, 'x');
            text[at] = '"';
            EXPECT_EQ(Quoted(text), '"' + text.substr(0, at) + "\\\"" + text.substr(at + 1) + "\"\n");
        }
    }
}

// Eight bytes are looked at together: those beside must not hide one, nor be taken for one.
TEST(JsonWriter, EveryByteIsJudgedByItself) {
    auto is_plain = [](int c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
    for (char beside : std::string_view(" !#[]~")) {
        for (size_t size = 1; size <= 17; ++size) {
            for (size_t at = 0; at < size; ++at) {
                for (int c = 0; c < 0x100; ++c) {
                    std::string text(size, beside);
                    text[at] = static_cast<char>(c);
                    EXPECT_EQ(Quoted(text) == '"' + text + "\"\n", is_plain(c)) << c << " at " << at << " of " << size;
                }
            }
        }
    }
}

TEST(JsonWriter, NumbersHaveTheirWholeRange) {
    JsonWriter json(JsonWriter::Style::kCompact);
    json.BeginArray();
    json.Number(0);
    json.Number(UINT64_MAX);
    json.Signed(INT64_MIN);
    json.Signed(-1);
    json.Hex(UINT64_MAX);
    json.Hex(0);
    json.Seconds(0);
    json.Seconds(1000001);
    json.Seconds(UINT64_MAX);
    json.EndArray();
    EXPECT_EQ(json.text(),
              "[0,18446744073709551615,-9223372036854775808,-1,\"0xffffffffffffffff\",\"0x0\","
              "0.000000,1.000001,18446744073709.551615]");
}

TEST(JsonWriter, EscapesKeysThatMayBeAnything) {
    JsonWriter json(JsonWriter::Style::kCompact);
    json.BeginObject();
    json.AnyKey("a\"\n\x01");
    json.Null();
    json.AnyKey("");
    json.Null();
    json.EndObject();
    EXPECT_EQ(json.text(), "{\"a\\\"\\n\\u0001\":null,\"\":null}");
}

void WriteDeep(JsonWriter& json, int depth) {
    json.BeginObject();
    json.Key("k");
    json.Seconds(UINT64_MAX);
    json.AnyKey("\x01\x02");
    json.Signed(INT64_MIN);
    json.HexMember("hex", UINT64_MAX);
    json.StringMember("text", "\x7f\xff");
    json.Key("flag");
    json.Bool(false);
    json.Members("\"done\":0");
    json.Key("inner");
    depth > 0 ? WriteDeep(json, depth - 1) : json.Null();
    json.EndObject();
}

// What is written where the room ends is what is written where there is enough.
TEST(JsonWriter, MakesRoomAtEveryDepth) {
    constexpr int kDeep = 120;
    for (JsonWriter::Style style : {JsonWriter::Style::kReadable, JsonWriter::Style::kCompact}) {
        JsonWriter spacious(style);
        spacious.String(std::string(1 << 20, 'x'));
        spacious.Clear();
        WriteDeep(spacious, kDeep);
        for (size_t before = 0; before < 64; ++before) {
            JsonWriter narrow(style);
            narrow.String(std::string(before, 'x'));
            WriteDeep(narrow, kDeep);
            EXPECT_EQ(narrow.text().substr(before + 2), spacious.text());
        }
    }
}

TEST(JsonWriter, TakesMembersThatAreFinished) {
    JsonWriter json(JsonWriter::Style::kCompact);
    json.BeginObject();
    json.Members("");
    json.Members("\"a\":1,\"b\":[2]");
    json.NumberMember("c", 3);
    json.Members("\"d\":4");
    json.EndObject();
    EXPECT_EQ(json.text(), "{\"a\":1,\"b\":[2],\"c\":3,\"d\":4}");
}

TEST(JsonWriter, WritesDocumentsOneAfterAnother) {
    JsonWriter json(JsonWriter::Style::kCompact);
    for (uint64_t number : {1, 2}) {
        json.BeginObject();
        json.NumberMember("n", number);
        json.EndObject();
        json.EndDocument();
    }
    EXPECT_EQ(json.text(), "{\"n\":1}\n{\"n\":2}\n");
    json.Clear();
    EXPECT_EQ(json.text(), "");
    json.String(std::string(100000, 'x'));
    EXPECT_EQ(json.text(), '"' + std::string(100000, 'x') + '"');
}

}  // namespace
}  // namespace faultbox
