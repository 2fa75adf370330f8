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

}  // namespace
}  // namespace faultbox
