#include "host/report/crashed_system.h"

#include <format>
#include <string>

#include "host/input/crashed_system.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

using format::Identity;

const char* JoinName(const Identity& crashed) {
    switch (crashed.join()) {
        case Identity::LAST_BOOT:
            return "last-boot";
        case Identity::EARLIER_BOOT:
            return "earlier-boot";
        case Identity::CONTRADICTED:
            return "contradicted";
        case Identity::SAME_BOOT:
            return "same-boot";
        case Identity::NONE:
            break;
    }
    return "";
}

struct AgreedFact {
    uint32_t bit;
    const char* name;
};

// The recorder's Identity.agreed.
constexpr AgreedFact kAgreedFacts[] = {{1, "release"}, {2, "build"}, {4, "build_id"}, {8, "modules"}};

std::string DescribeBoot(const Identity& crashed) {
    std::string boot = crashed.has_boot_count() ? std::format("number {}", crashed.boot_count()) : "";
    if (!crashed.boot_id().empty()) boot += std::format("{}{}", boot.empty() ? "" : ", ", HexOf(crashed.boot_id()));
    if (crashed.join() == Identity::EARLIER_BOOT) boot += " (by the kernel; later boots ran another)";
    return boot;
}

}  // namespace

void WriteCrashedSystem(JsonWriter& json, const Identity& crashed) {
    json.Key("crashed");
    json.BeginObject();
    json.TextMember("join", JoinName(crashed));
    json.Key("confirmed");
    json.Bool(IsConfirmed(crashed));
    json.Key("agreed");
    json.BeginArray(JsonLayout::kOneLine);
    for (const AgreedFact& fact : kAgreedFacts) {
        if ((crashed.agreed() & fact.bit) != 0) json.String(fact.name);
    }
    json.EndArray();
    json.Key("disagreements");
    json.BeginArray(JsonLayout::kOneLine);
    for (const std::string& disagreement : crashed.disagreement()) json.String(disagreement);
    json.EndArray();
    json.TextMember("release", crashed.release());
    json.TextMember("version", crashed.version());
    json.TextMember("build_id", HexOf(crashed.build_id()));
    json.TextMember("machine", crashed.machine());
    json.TextMember("os", crashed.os());
    json.TextMember("image_version", crashed.image_version());
    json.TextMember("model", crashed.model());
    json.TextMember("unit_id", crashed.unit_id());
    json.TextMember("boot_id", HexOf(crashed.boot_id()));
    json.NumberMember("boot_count",
                      crashed.has_boot_count() ? std::optional<uint64_t>(crashed.boot_count()) : std::nullopt);
    json.TextMember("command_line", crashed.command_line());
    json.Key("modules");
    json.BeginArray();
    for (const format::Module& module : crashed.module()) {
        json.BeginObject(JsonLayout::kOneLine);
        json.StringMember("name", module.name());
        json.TextMember("build_id", HexOf(module.build_id()));
        json.HexMember("address", module.has_address() ? std::optional<uint64_t>(module.address()) : std::nullopt);
        json.EndObject();
    }
    json.EndArray();
    json.EndObject();
}

void WriteCrashedSystemText(TextWriter& text, const Identity& crashed) {
    if (crashed.join() == Identity::CONTRADICTED || !crashed.disagreement().empty()) {
        text.Field("manifest", "that of the last boot contradicts the crash and is not used");
        for (const std::string& disagreement : crashed.disagreement()) text.Field("", disagreement);
        return;
    }
    std::string image = crashed.os();
    if (!crashed.image_version().empty())
        image += std::format("{}{}", image.empty() ? "" : ", ", crashed.image_version());
    text.Field("image", image);
    text.Field("model", crashed.model());
    text.Field("unit", crashed.unit_id());
    text.Field("boot", DescribeBoot(crashed));
    if (!IsConfirmed(crashed)) text.Field("", "nothing in the crash confirms that it was this boot");
    text.Field("command line", crashed.command_line());
}

}  // namespace faultbox
