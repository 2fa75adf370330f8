#include "target/ramoops/ftrace.h"

#include "arch/common/bits.h"
#include "arch/common/byte_reader.h"

namespace faultbox::ramoops {

uint32_t FtraceEntrySize(FtraceForm form) {
    switch (form) {
        case FtraceForm::kCall32:
            return 8;
        case FtraceForm::kCpu32:
            return 12;
        case FtraceForm::kStamped32:
            return 16;
        case FtraceForm::kCpu64:
        case FtraceForm::kStamped64:
            break;
    }
    return 24;
}

FtraceReader::FtraceReader(Bytes content, FtraceForm form)
    : rest_(content.subspan(content.size() % FtraceEntrySize(form))), form_(form) {}

std::optional<FtraceEntry> FtraceReader::Next() {
    if (rest_.empty()) return std::nullopt;
    ByteReader reader(rest_.first(FtraceEntrySize(form_)));
    rest_ = rest_.subspan(FtraceEntrySize(form_));
    const unsigned address_bytes = form_ == FtraceForm::kCpu64 || form_ == FtraceForm::kStamped64 ? 8 : 4;
    FtraceEntry entry;
    entry.ip = reader.Unsigned(address_bytes);
    entry.parent_ip = reader.Unsigned(address_bytes);
    if (form_ == FtraceForm::kCpu32 || form_ == FtraceForm::kCpu64) entry.cpu = reader.U32();
    if (form_ == FtraceForm::kStamped32) entry.timestamp = reader.U64();
    if (form_ == FtraceForm::kStamped64) {
        uint64_t stamp = reader.U64();
        entry.cpu = static_cast<uint32_t>(Bits(stamp, 7, 0));
        entry.timestamp = Bits(stamp, 63, 8);
    }
    return entry;
}

}  // namespace faultbox::ramoops
