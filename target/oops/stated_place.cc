#include "target/oops/stated_place.h"

#include "target/oops/location.h"

namespace faultbox {
namespace {

// PC is at rpmsg_sock_release+0xd8/0x114    LR is at 0xffffffa
bool ReadIsAt(EventBuilder& builder, const Line& line, Cursor rest, CodeLocation& where, StatedWords& stated) {
    rest.SkipSpaces();
    if (builder.other_cpu || !where.empty()) return true;
    if (ReadSymbol(rest, where)) return true;
    rest.Skip("0x");
    stated = {rest.HexDigits(), line.number};
    return !stated.text.empty();
}

}  // namespace

bool ReadPcIsAt(EventBuilder& builder, const Line& line, Cursor rest) {
    return ReadIsAt(builder, line, rest, builder.event.pc, builder.pc_stated);
}

bool ReadLrIsAt(EventBuilder& builder, const Line& line, Cursor rest) {
    return ReadIsAt(builder, line, rest, builder.event.lr, builder.lr_stated);
}

// "LR is at 0xffffffa" beside "lr : [<fffffffa>]"
void SettlePlace(EventBuilder& builder, CodeLocation& where, RegisterId id, const StatedWords& stated) {
    std::optional<uint64_t> value = builder.event.registers.Get(id);
    std::optional<uint64_t> said = ParseHex(stated.text);
    if (said && value && *said != *value) {
        builder.AddDamage(DamageKind::kDiscrepancy, stated.line, stated.text, builder.register_digits(id));
    }
    where.address = value ? value : said;
}

}  // namespace faultbox
