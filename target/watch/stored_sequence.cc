#include "target/watch/stored_sequence.h"

#include <algorithm>

#include "target/format/crash_record.pb.h"
#include "target/manifest/stored_identity.h"
#include "target/record/field_reader.h"

namespace faultbox::watch {

using record::Field;
using record::FieldReader;

std::optional<uint64_t> LastSequenceOf(Bytes payload, Bytes boot_id) {
    bool is_this_boot = false;
    std::optional<uint64_t> sequence;
    FieldReader fields(payload);
    while (std::optional<Field> field = fields.Next()) {
        if (field->number == format::CrashRecord::kHarvesterFieldNumber) {
            is_this_boot = !boot_id.empty() && std::ranges::equal(manifest::BootIdOf(field->bytes), boot_id);
        }
        if (field->number != format::CrashRecord::kWatchFieldNumber) continue;
        FieldReader facts(field->bytes);
        while (std::optional<Field> fact = facts.Next()) {
            if (fact->number == format::Watch::kLastSequenceFieldNumber) sequence = fact->value;
        }
    }
    return is_this_boot ? sequence : std::nullopt;
}

}  // namespace faultbox::watch
