#include "target/oops/kinds/machine_check_head.h"

namespace faultbox::machine_check {
namespace {

struct Notice {
    std::string_view prefix;
    Severity severity;
};

// The decoder's first line (decode_error_status, drivers/edac/mce_amd.c), then what reports no bank.
constexpr Notice kNotices[] = {
    {"Corrected error, no action required", Severity::kWarning},
    {"Deferred error, no action required", Severity::kError},
    {"Uncorrected, software ", Severity::kError},
    {"System Fatal error", Severity::kFatal},
    {kLogged, Severity::kInfo},
    {"CMCI storm detected", Severity::kWarning},
};

bool ReadNotice(Cursor rest, Head& head) {
    for (const Notice& notice : kNotices) {
        if (!rest.rest().starts_with(notice.prefix)) continue;
        head.notice = rest.rest();
        head.severity = notice.severity;
        return true;
    }
    return false;
}

// CPU0: Core temperature above threshold, cpu clock throttled (total events = 1)
// CPU0: Temperature above threshold, cpu clock throttled
// CPU2: Package temperature above threshold, cpu clock throttled (total events = 7)
// CPU11 BANK7 CMCI storm detected
bool ReadCpuNotice(Cursor rest, Head& head) {
    head.cpu = rest.Decimal32();
    if (!head.cpu) return false;
    std::string_view words = rest.rest().substr(0, 48);
    bool hot = rest.Skip(": ") && words.contains(kHot);
    bool storm = words.starts_with(" BANK") && words.ends_with("CMCI storm detected");
    head.notice = Trim(rest.rest());
    head.severity = Severity::kWarning;
    return hot || storm;
}

// CPU:21 (19:21:0) MC5_STATUS[-|UE|MiscV|AddrV|PCC|TCC|SyndV|-|-|-]: 0xbea0000000000108
// MC4_STATUS[Over|CE|MiscV|-|AddrV|-|-|CECC]: 0xdc10410040080a13
bool ReadAmdStatus(Cursor rest, Head& head) {
    rest.SkipSpaces();
    if (rest.Skip("(")) {
        std::optional<uint64_t> family = rest.Hex();
        std::optional<uint64_t> model = rest.Skip(":") ? rest.Hex() : std::nullopt;
        std::optional<uint64_t> stepping = rest.Skip(":") ? rest.Hex() : std::nullopt;
        if (!rest.Skip(")")) return false;
        if (family && model && stepping && *family <= 0x10e && *model <= 0xff && *stepping <= 0xf) {
            head.signature = {static_cast<uint16_t>(*family), static_cast<uint8_t>(*model),
                              static_cast<uint8_t>(*stepping)};
        }
        rest.SkipSpaces();
    }
    if (!rest.Skip("MC")) return false;
    head.bank = rest.Decimal32();
    if (!head.bank || !rest.Skip("_STATUS[") || !rest.SkipPast("]: ")) return false;
    rest.Skip("0x");
    head.status = rest.HexDigits();
    head.amd = !head.status.empty();
    return head.amd;
}

}  // namespace

// [Hardware Error]: …    mce: [Hardware Error]: …    core: [Hardware Error]: …    mce: CPU0: Core temperature …
bool SkipTag(Cursor& rest) {
    if (!rest.Skip("mce: ")) rest.Skip("core: ");
    return rest.Skip("[Hardware Error]: ");
}

// Bank 4: b604a00100000813 at 000000007e4f2f68
// Bank 3: b40000000000083b[0000000000000000] at 000000fdfc000cfc
bool ReadBank(Cursor rest, Head& head) {
    head.bank = rest.Decimal32();
    if (!head.bank || !rest.Skip(": ")) return false;
    head.status = rest.HexDigits();
    if (rest.Skip("[")) {
        head.misc = rest.Hex();
        rest.Skip("]");
    }
    if (rest.Skip(" at ")) head.address = rest.Hex();
    return head.status.size() >= 8 && Trim(rest.rest()).empty();
}

// CPU 19: Machine Check Exception: 4 Bank 5: be00000000800400
// CPU 0: Machine Check: 0 Bank 4: a600000000020408
// CPU 0: Machine Check Exception: 0000000000000004
// CPU 0 BANK 7 TSC b98e63765d2, as mcelog writes it
bool ReadCpuHead(Cursor rest, Head& head) {
    if (rest.Skip(":")) {
        head.cpu = rest.Decimal32();
        return head.cpu && ReadAmdStatus(rest, head);
    }
    if (!rest.Skip(" ")) return ReadCpuNotice(rest, head);
    head.cpu = rest.Decimal32();
    if (!head.cpu) return false;
    if (rest.Skip(" BANK ")) {
        head.bank = rest.Decimal32();
        head.rest = rest.rest();
        return head.bank.has_value();
    }
    if (!rest.Skip(": Machine Check")) return false;
    rest.Skip(" Exception");
    if (!rest.Skip(":")) return false;
    rest.SkipSpaces();
    head.mcg_status = rest.Hex();
    if (!head.mcg_status) return false;
    return !rest.Skip(" Bank ") || ReadBank(rest, head);
}

bool ReadHead(Cursor rest, Head& head) {
    SkipTag(rest);
    if (rest.Skip("CPU")) return ReadCpuHead(rest, head);
    if (rest.Skip("Bank ")) return ReadBank(rest, head);
    return ReadNotice(rest, head) || ReadAmdStatus(rest, head);
}

}  // namespace faultbox::machine_check
