#include "host/report/structure_text.h"

#include <format>

#include "host/report/json_explanation.h"
#include "host/report/json_writer.h"
#include "host/report/text_writer.h"

namespace faultbox {
namespace {

std::string DescribeSize(const MemberAt& member) {
    if (!member.bit_size) return member.size ? std::to_string(*member.size) : "unknown: only declared";
    return std::format("{} bits from bit {}", *member.bit_size, member.bit_offset.value_or(0));
}

std::string DescribePath(const MemberAt& member) {
    std::string text = member.path;
    for (size_t i = 0; i < member.alternatives.size(); ++i) {
        text += (i == 0 ? ", in a union with " : ", ") + member.alternatives[i];
    }
    return text;
}

}  // namespace

std::string WriteStructureText(const StructureText& structure) {
    TextWriter text(false);
    std::string head = structure.type;
    head += structure.size ? std::format(", {} bytes", *structure.size) : ", size unknown: only declared";
    if (structure.offset) head += std::format(", at offset 0x{:x}", *structure.offset);
    text.Line(0, head);
    std::vector<std::vector<std::string>> rows;
    if (!structure.members.empty()) rows.push_back({"offset", "size", "type", "member"});
    for (const MemberAt& member : structure.members) {
        rows.push_back(
            {std::format("0x{:x}", member.offset), DescribeSize(member), member.member_type, DescribePath(member)});
    }
    text.Table(2, rows);
    return text.Take();
}

std::string WriteStructuresJson(const std::vector<StructureText>& structures) {
    JsonWriter json;
    json.BeginObject();
    json.NumberMember("faultbox", 1);
    json.Key("types");
    json.BeginArray();
    for (const StructureText& structure : structures) {
        json.BeginObject();
        json.StringMember("type", structure.type);
        json.NumberMember("size", structure.size);
        if (structure.offset) json.NumberMember("offset", structure.offset);
        json.Key("members");
        json.BeginArray();
        for (const MemberAt& member : structure.members) WriteMember(json, member);
        json.EndArray();
        json.EndObject();
    }
    json.EndArray();
    json.EndObject();
    return json.Take();
}

}  // namespace faultbox
