#include "host/report/register_text.h"

#include <format>

#include "host/report/json_event.h"
#include "host/report/json_writer.h"
#include "host/report/names.h"
#include "host/report/text_fault.h"
#include "host/report/text_writer.h"

namespace faultbox {

std::string WriteRegistersText(const std::vector<RegisterText>& registers, bool color) {
    TextWriter text(color);
    for (const RegisterText& reg : registers) {
        if (&reg != &registers.front()) text.BlankLine();
        text.Line(0, std::format("{} = 0x{:x}  {}", reg.name, reg.value, reg.manual_name), Emphasis::kStrong);
        if (reg.is_fault_status) {
            text.Field("access", NameOf(reg.fault.access));
            text.Field("cause", reg.fault.cause);
        }
        WriteFieldTable(text, 2, reg.fault.fields);
        if (!reg.remark.empty()) text.Line(2, "note: " + reg.remark);
    }
    return text.Take();
}

std::string WriteRegistersJson(const std::string& arch, const std::vector<RegisterText>& registers) {
    JsonWriter json;
    json.BeginObject();
    json.NumberMember("faultbox", 1);
    json.StringMember("arch", arch);
    json.Key("registers");
    json.BeginArray();
    for (const RegisterText& reg : registers) {
        json.BeginObject();
        json.StringMember("name", reg.name);
        json.HexMember("value", reg.value);
        json.TextMember("access", reg.is_fault_status ? NameOf(reg.fault.access) : "");
        json.TextMember("cause", reg.fault.cause);
        WriteFaultFields(json, reg.fault);
        json.TextMember("remark", reg.remark);
        json.EndObject();
    }
    json.EndArray();
    json.EndObject();
    return json.Take();
}

}  // namespace faultbox
