#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "target/format/crash_record.pb.h"
#include "target/format/limits.h"
#include "target/journal/record_store.h"

namespace faultbox::power {

/// All records of the store in that folder, which must be readable.
inline std::vector<format::CrashRecord> StoredRecords(journal::Directory& folder) {
    std::vector<uint8_t> scratch(format::kMaxRecordBytes);
    std::vector<journal::RecordId> ids(format::kMaxRecords);
    journal::RecordStore store(folder, scratch);
    std::vector<format::CrashRecord> records;
    for (journal::RecordId id : std::span(ids).first(store.List(ids).value())) {
        Bytes payload = store.Read(id).value();
        EXPECT_TRUE(records.emplace_back().ParseFromArray(payload.data(), static_cast<int>(payload.size())));
    }
    return records;
}

}  // namespace faultbox::power
