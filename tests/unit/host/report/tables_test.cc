#include <gtest/gtest.h>

#include "host/report/register_text.h"
#include "host/report/structure_text.h"

namespace faultbox {
namespace {

StructureText Endpoint() {
    MemberAt priv;
    priv.type = "struct rpmsg_endpoint";
    priv.path = "priv";
    priv.offset = 0x2c;
    priv.size = 4;
    priv.member_type = "void *";
    MemberAt bits = priv;
    bits.path = "flag";
    bits.offset = 0x30;
    bits.bit_offset = 3;
    bits.bit_size = 2;
    bits.member_type = "unsigned int";
    bits.alternatives = {"raw"};
    return {.type = "struct rpmsg_endpoint", .size = 52, .offset = std::nullopt, .members = {priv, bits}};
}

TEST(StructureText, Text) {
    EXPECT_EQ(WriteStructureText(Endpoint()),
              "struct rpmsg_endpoint, 52 bytes\n"
              "  offset  size               type          member\n"
              "  0x2c    4                  void *        priv\n"
              "  0x30    2 bits from bit 3  unsigned int  flag, in a union with raw\n");
    StructureText empty{.type = "struct s", .size = 4, .offset = 2, .members = {}};
    EXPECT_EQ(WriteStructureText(empty), "struct s, 4 bytes, at offset 0x2\n");
}

TEST(StructureText, ASizeThatIsNotKnownIsNoNumber) {
    StructureText one = Endpoint();
    one.members.pop_back();
    one.members.front().size.reset();
    one.size.reset();
    EXPECT_EQ(WriteStructureText(one),
              "struct rpmsg_endpoint, size unknown: only declared\n"
              "  offset  size                    type    member\n"
              "  0x2c    unknown: only declared  void *  priv\n");
    const std::string json = WriteStructuresJson({one});
    EXPECT_TRUE(json.contains("\"offset\": 44, \"size\": null, ")) << json;
    EXPECT_TRUE(json.contains("   \"size\": null,\n")) << json;
}

TEST(StructureText, Json) {
    StructureText one = Endpoint();
    one.members.pop_back();
    one.offset = 44;
    EXPECT_EQ(
        WriteStructuresJson({one}),
        "{\n"
        " \"faultbox\": 1,\n"
        " \"types\": [\n"
        "  {\n"
        "   \"type\": \"struct rpmsg_endpoint\",\n"
        "   \"size\": 52,\n"
        "   \"offset\": 44,\n"
        "   \"members\": [\n"
        "    {\"type\": \"struct rpmsg_endpoint\", \"path\": \"priv\", \"offset\": 44, \"size\": 4, \"bit_offset\": "
        "null, \"bit_size\": null, \"index\": null, \"member_type\": \"void *\", \"alternatives\": []}\n"
        "   ]\n"
        "  }\n"
        " ]\n"
        "}\n");
}

std::vector<RegisterText> Registers() {
    RegisterText fsr{.name = "fsr", .value = 0xa05, .is_fault_status = true, .fault = {}};
    fsr.fault.access = Access::kWrite;
    fsr.fault.cause = "translation fault, level 1";
    fsr.fault.fields = {{"WnR", "11", 1, "write"}, {"STATUS", "5:0", 5, "translation fault, level 1"}};
    RegisterText psr{.name = "psr", .value = 0x13, .is_fault_status = false, .fault = {}};
    psr.fault.fields = {{"M", "4:0", 0x13, "Supervisor"}};
    return {fsr, psr};
}

TEST(RegisterText, Text) {
    EXPECT_EQ(WriteRegistersText(Registers(), false),
              "fsr = 0xa05\n"
              "  access        write\n"
              "  cause         translation fault, level 1\n"
              "  bits  field   value  meaning\n"
              "  11    WnR     1      write\n"
              "  5:0   STATUS  5      translation fault, level 1\n"
              "\n"
              "psr = 0x13\n"
              "  bits  field  value  meaning\n"
              "  4:0   M      0x13   Supervisor\n");
}

TEST(RegisterText, Json) {
    std::vector<RegisterText> registers = Registers();
    registers.erase(registers.begin());
    EXPECT_EQ(WriteRegistersJson("arm", registers),
              "{\n"
              " \"faultbox\": 1,\n"
              " \"arch\": \"arm\",\n"
              " \"registers\": [\n"
              "  {\n"
              "   \"name\": \"psr\",\n"
              "   \"value\": \"0x13\",\n"
              "   \"access\": null,\n"
              "   \"cause\": null,\n"
              "   \"fields\": [\n"
              "    {\"name\": \"M\", \"bits\": \"4:0\", \"value\": 19, \"meaning\": \"Supervisor\"}\n"
              "   ],\n"
              "   \"remark\": null\n"
              "  }\n"
              " ]\n"
              "}\n");
}

}  // namespace
}  // namespace faultbox
