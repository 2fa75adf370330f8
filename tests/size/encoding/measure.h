#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "target/oops/crash_event.h"

/// Encodes one event as a CrashRecord: the two candidates of docs/decisions/0001-record-encoding.md.
size_t Encode(const faultbox::CrashEvent& event, std::span<uint8_t> out);
