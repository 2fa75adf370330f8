#pragma once

#include <cstdint>
#include <span>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/record/text_sink.h"

namespace faultbox::record {

enum class PrintStyle : uint8_t {
    kText,  ///< One fact a line: "event.0.pc.symbol: rpmsg_sock_release".
    kJson,  ///< One object with the names of crash_record.proto.
};

/// Prints the facts of an untrusted CrashRecord without explaining them; that is the host's. Raw texts are unpacked
/// into `scratch`. Bytes that are no printable ASCII are escaped, so that a record cannot talk to a terminal.
Result<void> PrintRecord(Bytes payload, PrintStyle style, std::span<uint8_t> scratch, TextSink& sink);

}  // namespace faultbox::record
