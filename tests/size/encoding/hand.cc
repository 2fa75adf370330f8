#include "target/format/crash_record.pb.h"
#include "target/record/event_writer.h"
#include "tests/size/encoding/measure.h"

size_t Encode(const faultbox::CrashEvent& event, std::span<uint8_t> out) {
    faultbox::record::MessageWriter writer(out);
    writer.Nested(faultbox::format::CrashRecord::kEventFieldNumber,
                  [&] { faultbox::record::WriteEvent(event, {}, {}, writer); });
    return writer.size();
}
