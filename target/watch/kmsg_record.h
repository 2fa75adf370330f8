#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "target/record/text_sink.h"

namespace faultbox::watch {

/// One record of /dev/kmsg (kernel Documentation/ABI/testing/dev-kmsg):
/// "6,339,5140900,-;NET: Registered PF_INET6 protocol family\n SUBSYSTEM=acpi\n"
struct KmsgRecord {
    uint8_t level = 0;      ///< 0 to 7, of the kernel's own messages and of those written to /dev/kmsg.
    uint32_t facility = 0;  ///< 0: the kernel's own.
    uint64_t sequence = 0;
    uint64_t time_us = 0;   ///< Monotonic since boot.
    char flag = '-';        ///< 'c' begins a line that '+' goes on with.
    std::string_view text;  ///< As it stands in the record: what is not printable ASCII is "\xNN".
};

/// Untrusted: processes write such records as well. Nothing when `record` is none.
std::optional<KmsgRecord> ParseKmsgRecord(std::string_view record);

/// The record as lines of console text: "<4>[    5.140900] NET: ...\n", a line each where its text has several. The
/// first one without a prefix where it `continues` a line.
void PutConsoleLines(record::TextSink& sink, const KmsgRecord& record, bool continues);

}  // namespace faultbox::watch
