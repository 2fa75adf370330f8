#pragma once

#include <cstdint>
#include <span>

namespace faultbox::record {

/// How a field's value is shown.
enum class FieldStyle : uint8_t {
    kNumber,
    kSigned,  ///< sint32: zigzag.
    kHex,
    kFlag,
    kText,
    kHexBytes,  ///< Build ids, code and registers: two digits a byte, in order.
    kPackedNumbers,
    kPackedHex,  ///< fixed64
    kEventKind,
    kArch,
    kLz4,    ///< Shown as "content", unpacked.
    kPlain,  ///< Shown as "content".
    kMessage,
};

struct MessageInfo;

struct FieldInfo {
    int number;
    const char* name;
    FieldStyle style;
    bool repeated = false;
    const MessageInfo* nested = nullptr;
};

struct MessageInfo {
    std::span<const FieldInfo> fields;
};

/// crash_record.proto as a table, for printing.
extern const MessageInfo kCrashRecordInfo;

}  // namespace faultbox::record
