#include "target/record/record_schema.h"

#include "target/format/crash_record.pb.h"

namespace faultbox::record {
namespace {

using enum FieldStyle;

constexpr FieldInfo kSourceFields[] = {
    {format::Source::kKindFieldNumber, "kind", kNumber},
    {format::Source::kNameFieldNumber, "name", kText},
    {format::Source::kReasonFieldNumber, "reason", kText},
    {format::Source::kCountFieldNumber, "count", kNumber},
    {format::Source::kPartFieldNumber, "part", kNumber},
    {format::Source::kTimeUsFieldNumber, "time_us", kNumber},
    {format::Source::kEccCorrectedFieldNumber, "ecc_corrected", kNumber},
    {format::Source::kEccUncorrectableFieldNumber, "ecc_uncorrectable", kNumber},
    {format::Source::kTruncatedFieldNumber, "truncated", kFlag},
    {format::Source::kSalvagedFieldNumber, "salvaged", kFlag},
    {format::Source::kContainedInFieldNumber, "contained_in", kNumber},
    {format::Source::kNoteFieldNumber, "note", kText, true},
};
constexpr MessageInfo kSourceInfo = {kSourceFields};

constexpr FieldInfo kTextFields[] = {
    {format::Text::kSourceFieldNumber, "source", kNumber},
    {format::Text::kSizeFieldNumber, "size", kNumber},
    {format::Text::kLz4FieldNumber, "content", kLz4},
    {format::Text::kPlainFieldNumber, "content", kPlain},
    {format::Text::kFirstLineFieldNumber, "first_line", kNumber},
};
constexpr MessageInfo kTextInfo = {kTextFields};

constexpr FieldInfo kModuleFields[] = {
    {format::Module::kNameFieldNumber, "name", kText},
    {format::Module::kTaintFieldNumber, "taint", kText},
    {format::Module::kBuildIdFieldNumber, "build_id", kHexBytes},
    {format::Module::kAddressFieldNumber, "address", kHex},
};
constexpr MessageInfo kModuleInfo = {kModuleFields};

constexpr FieldInfo kIdentityFields[] = {
    {format::Identity::kReleaseFieldNumber, "release", kText},
    {format::Identity::kVersionFieldNumber, "version", kText},
    {format::Identity::kBuildIdFieldNumber, "build_id", kHexBytes},
    {format::Identity::kMachineFieldNumber, "machine", kText},
    {format::Identity::kBootIdFieldNumber, "boot_id", kHexBytes},
    {format::Identity::kModuleFieldNumber, "module", kMessage, true, &kModuleInfo},
    {format::Identity::kCommandLineFieldNumber, "command_line", kText},
    {format::Identity::kOsFieldNumber, "os", kText},
    {format::Identity::kImageVersionFieldNumber, "image_version", kText},
    {format::Identity::kModelFieldNumber, "model", kText},
    {format::Identity::kUnitIdFieldNumber, "unit_id", kText},
    {format::Identity::kBootCountFieldNumber, "boot_count", kNumber},
    {format::Identity::kJoinFieldNumber, "join", kNumber},
    {format::Identity::kAgreedFieldNumber, "agreed", kNumber},
    {format::Identity::kDisagreementFieldNumber, "disagreement", kText, true},
};
constexpr MessageInfo kIdentityInfo = {kIdentityFields};

constexpr FieldInfo kLocationFields[] = {
    {format::Location::kSymbolFieldNumber, "symbol", kText},
    {format::Location::kModuleFieldNumber, "module", kText},
    {format::Location::kBuildIdFieldNumber, "build_id", kHexBytes},
    {format::Location::kOffsetFieldNumber, "offset", kNumber},
    {format::Location::kSizeFieldNumber, "size", kNumber},
    {format::Location::kAddressFieldNumber, "address", kHex},
    {format::Location::kUnreliableFieldNumber, "unreliable", kFlag},
    {format::Location::kContextFieldNumber, "context", kNumber},
};
constexpr MessageInfo kLocationInfo = {kLocationFields};

constexpr FieldInfo kTraceFields[] = {
    {format::Trace::kNameFieldNumber, "name", kText},
    {format::Trace::kFrameFieldNumber, "frame", kMessage, true, &kLocationInfo},
};
constexpr MessageInfo kTraceInfo = {kTraceFields};

constexpr FieldInfo kRegisterNoteFields[] = {
    {format::RegisterNote::kRegFieldNumber, "reg", kNumber},
    {format::RegisterNote::kSlabFieldNumber, "slab", kText},
    {format::RegisterNote::kStartFieldNumber, "start", kHex},
    {format::RegisterNote::kOffsetFieldNumber, "offset", kNumber},
    {format::RegisterNote::kSizeFieldNumber, "size", kNumber},
    {format::RegisterNote::kTextFieldNumber, "text", kText},
    {format::RegisterNote::kPhraseFieldNumber, "phrase", kNumber},
};
constexpr MessageInfo kRegisterNoteInfo = {kRegisterNoteFields};

constexpr FieldInfo kPageTableEntryFields[] = {
    {format::PageTableEntry::kLevelFieldNumber, "level", kText},
    {format::PageTableEntry::kValueFieldNumber, "value", kHex},
    {format::PageTableEntry::kBadFieldNumber, "bad", kFlag},
};
constexpr MessageInfo kPageTableEntryInfo = {kPageTableEntryFields};

constexpr FieldInfo kDamageFields[] = {
    {format::Damage::kLineFieldNumber, "line", kNumber},
    {format::Damage::kKindFieldNumber, "kind", kNumber},
    {format::Damage::kTextFieldNumber, "text", kText},
    {format::Damage::kOtherFieldNumber, "other", kText},
};
constexpr MessageInfo kDamageInfo = {kDamageFields};

constexpr FieldInfo kFactFields[] = {
    {format::Fact::kKeyFieldNumber, "key", kText},
    {format::Fact::kTextFieldNumber, "text", kText},
    {format::Fact::kNumberFieldNumber, "number", kNumber},
    {format::Fact::kHexFieldNumber, "hex", kFlag},
};
constexpr MessageInfo kFactInfo = {kFactFields};

constexpr FieldInfo kEventFields[] = {
    {format::Event::kKindFieldNumber, "kind", kEventKind},
    {format::Event::kSeverityFieldNumber, "severity", kNumber},
    {format::Event::kArchFieldNumber, "arch", kArch},
    {format::Event::kRelationFieldNumber, "relation", kNumber},
    {format::Event::kRelationToFieldNumber, "relation_to", kNumber},
    {format::Event::kSourceFieldNumber, "source", kNumber},
    {format::Event::kHeadlineFieldNumber, "headline", kText},
    {format::Event::kFirstLineFieldNumber, "first_line", kNumber},
    {format::Event::kLineCountFieldNumber, "line_count", kNumber},
    {format::Event::kTimeUsFieldNumber, "time_us", kNumber},
    {format::Event::kDamageFieldNumber, "damage", kMessage, true, &kDamageInfo},
    {format::Event::kReleaseFieldNumber, "release", kText},
    {format::Event::kBuildFieldNumber, "build", kText},
    {format::Event::kTaintFieldNumber, "taint", kText},
    {format::Event::kKernelBuildIdFieldNumber, "kernel_build_id", kHexBytes},
    {format::Event::kKernelOffsetFieldNumber, "kernel_offset", kHex},
    {format::Event::kHardwareFieldNumber, "hardware", kText},
    {format::Event::kCpuFieldNumber, "cpu", kNumber},
    {format::Event::kPidFieldNumber, "pid", kNumber},
    {format::Event::kCommFieldNumber, "comm", kText},
    {format::Event::kWorkqueueFieldNumber, "workqueue", kText},
    {format::Event::kPanicReasonFieldNumber, "panic_reason", kText},
    {format::Event::kEndTraceIdFieldNumber, "end_trace_id", kText},
    {format::Event::kDieCountFieldNumber, "die_count", kNumber},
    {format::Event::kSourceFileFieldNumber, "source_file", kText},
    {format::Event::kSourceLineFieldNumber, "source_line", kNumber},
    {format::Event::kFaultAddressFieldNumber, "fault_address", kHex},
    {format::Event::kFaultStatusFieldNumber, "fault_status", kHex},
    {format::Event::kStatedAccessFieldNumber, "stated_access", kNumber},
    {format::Event::kPrefetchFieldNumber, "prefetch", kFlag},
    {format::Event::kPageTableFieldNumber, "page_table", kMessage, true, &kPageTableEntryInfo},
    {format::Event::kRegisterMaskFieldNumber, "register_mask", kHex},
    {format::Event::kRegistersFieldNumber, "registers", kHexBytes},
    {format::Event::kRegisterNoteFieldNumber, "register_note", kMessage, true, &kRegisterNoteInfo},
    {format::Event::kPcFieldNumber, "pc", kMessage, false, &kLocationInfo},
    {format::Event::kLrFieldNumber, "lr", kMessage, false, &kLocationInfo},
    {format::Event::kCodeFieldNumber, "code", kHexBytes},
    {format::Event::kCodeFaultAtFieldNumber, "code_fault_at", kNumber},
    {format::Event::kCodeUnitFieldNumber, "code_unit", kNumber},
    {format::Event::kStackAddressFieldNumber, "stack_address", kHex},
    {format::Event::kStackFieldNumber, "stack", kHexBytes},
    {format::Event::kStackWordSizeFieldNumber, "stack_word_size", kNumber},
    {format::Event::kTraceFieldNumber, "trace", kMessage, true, &kTraceInfo},
    {format::Event::kModuleFieldNumber, "module", kMessage, true, &kModuleInfo},
    {format::Event::kFactFieldNumber, "fact", kMessage, true, &kFactInfo},
    {format::Event::kDroppedFieldNumber, "dropped", kNumber},
    {format::Event::kAlsoInFieldNumber, "also_in", kPackedNumbers},
};
constexpr MessageInfo kEventInfo = {kEventFields};

constexpr FieldInfo kRepeatsFields[] = {
    {format::Repeats::kCountFieldNumber, "count", kNumber},
    {format::Repeats::kBootsFieldNumber, "boots", kNumber},
    {format::Repeats::kLastTimeUsFieldNumber, "last_time_us", kNumber},
};
constexpr MessageInfo kRepeatsInfo = {kRepeatsFields};
constexpr FieldInfo kWatchFields[] = {
    {format::Watch::kFirstSequenceFieldNumber, "first_sequence", kNumber},
    {format::Watch::kLastSequenceFieldNumber, "last_sequence", kNumber},
    {format::Watch::kMissedFieldNumber, "missed", kNumber},
    {format::Watch::kFirstMissedFieldNumber, "first_missed", kNumber},
    {format::Watch::kRepeatsFieldNumber, "repeats", kNumber},
    {format::Watch::kSuppressedFieldNumber, "suppressed", kNumber},
};
constexpr MessageInfo kWatchInfo = {kWatchFields};
constexpr FieldInfo kUserModuleFields[] = {
    {format::UserModule::kPathFieldNumber, "path", kText},
    {format::UserModule::kBuildIdFieldNumber, "build_id", kHexBytes},
    {format::UserModule::kAddressFieldNumber, "address", kHex},
    {format::UserModule::kSizeFieldNumber, "size", kNumber},
    {format::UserModule::kBiasFieldNumber, "bias", kHex},
    {format::UserModule::kCodeAddressFieldNumber, "code_address", kHex},
    {format::UserModule::kCodeFileOffsetFieldNumber, "code_file_offset", kHex},
};
constexpr MessageInfo kUserModuleInfo = {kUserModuleFields};

constexpr FieldInfo kUserFrameFields[] = {
    {format::UserFrame::kAddressFieldNumber, "address", kHex},
    {format::UserFrame::kModuleFieldNumber, "module", kNumber},
    {format::UserFrame::kTrustFieldNumber, "trust", kNumber},
    {format::UserFrame::kInterruptedFieldNumber, "interrupted", kFlag},
};
constexpr MessageInfo kUserFrameInfo = {kUserFrameFields};

constexpr FieldInfo kUserThreadFields[] = {
    {format::UserThread::kTidFieldNumber, "tid", kNumber},
    {format::UserThread::kEndFieldNumber, "end", kNumber},
    {format::UserThread::kFrameFieldNumber, "frame", kMessage, true, &kUserFrameInfo},
};
constexpr MessageInfo kUserThreadInfo = {kUserThreadFields};

constexpr FieldInfo kUserCrashFields[] = {
    {format::UserCrash::kSignalFieldNumber, "signal", kNumber},
    {format::UserCrash::kCodeFieldNumber, "code", kSigned},
    {format::UserCrash::kSenderPidFieldNumber, "sender_pid", kNumber},
    {format::UserCrash::kUidFieldNumber, "uid", kNumber},
    {format::UserCrash::kGidFieldNumber, "gid", kNumber},
    {format::UserCrash::kTimeSFieldNumber, "time_s", kNumber},
    {format::UserCrash::kProgramFieldNumber, "program", kText},
    {format::UserCrash::kModuleFieldNumber, "module", kMessage, true, &kUserModuleInfo},
    {format::UserCrash::kThreadFieldNumber, "thread", kMessage, true, &kUserThreadInfo},
    {format::UserCrash::kDroppedThreadsFieldNumber, "dropped_threads", kNumber},
    {format::UserCrash::kDroppedModulesFieldNumber, "dropped_modules", kNumber},
};
constexpr MessageInfo kUserCrashInfo = {kUserCrashFields};

constexpr FieldInfo kCrashRecordFields[] = {
    {format::CrashRecord::kSchemaFieldNumber, "schema", kNumber},
    {format::CrashRecord::kRecorderFieldNumber, "recorder", kText},
    {format::CrashRecord::kSourceFieldNumber, "source", kMessage, true, &kSourceInfo},
    {format::CrashRecord::kEventFieldNumber, "event", kMessage, true, &kEventInfo},
    {format::CrashRecord::kTextFieldNumber, "text", kMessage, true, &kTextInfo},
    {format::CrashRecord::kHarvesterFieldNumber, "harvester", kMessage, false, &kIdentityInfo},
    {format::CrashRecord::kNoteFieldNumber, "note", kText, true},
    {format::CrashRecord::kSignatureFieldNumber, "signature", kHex},
    {format::CrashRecord::kSightingFieldNumber, "sighting", kPackedHex},
    {format::CrashRecord::kRepeatsFieldNumber, "repeats", kMessage, false, &kRepeatsInfo},
    {format::CrashRecord::kCrashedFieldNumber, "crashed", kMessage, false, &kIdentityInfo},
    {format::CrashRecord::kWatchFieldNumber, "watch", kMessage, false, &kWatchInfo},
    {format::CrashRecord::kScrubbedFieldNumber, "scrubbed", kNumber},
    {format::CrashRecord::kUserCrashFieldNumber, "user_crash", kMessage, false, &kUserCrashInfo},
};

}  // namespace

const MessageInfo kCrashRecordInfo = {kCrashRecordFields};

}  // namespace faultbox::record
