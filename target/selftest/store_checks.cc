// Whether records can be kept.
#include <algorithm>
#include <optional>

#include "target/manifest/stored_identity.h"
#include "target/selftest/checks.h"

namespace faultbox::selftest {
namespace {

constexpr std::string_view kProbe = "selftest.tmp";
constexpr std::string_view kProbeText = "faultbox selftest\n";

Result<void> ReadBack(journal::Directory& store) {
    std::array<uint8_t, 64> buffer;
    Result<size_t> size = store.Read(kProbe, buffer);
    if (!size) return std::unexpected(size.error());
    bool is_equal = std::ranges::equal(std::span(buffer).first(*size), AsBytes(kProbeText));
    if (!is_equal) return Fail(ErrorCode::kMismatch, "what was written reads back differently");
    return {};
}

Result<void> Probe(journal::Directory& store) {
    if (Result<void> done = store.Write(kProbe, AsBytes(kProbeText)); !done) return done;
    Result<void> done = store.Sync(kProbe);
    if (done) done = store.SyncNames();
    if (done) done = ReadBack(store);
    Result<void> removed = store.Remove(kProbe);
    return done ? removed : done;
}

Outcome SayNoStore(const Subject& subject, record::TextSink& say) {
    PutQuoted(say, subject.store_path);
    say.Put(": ");
    say.Put(subject.store_error.what);
    say.Put(" (errno ");
    record::PutNumber(say, subject.store_error.offset);
    say.Put(")");
    return Outcome::kCannotTell;
}

}  // namespace

Outcome CheckStore(Subject& subject, record::TextSink& say) {
    if (subject.store == nullptr) {
        SayNoStore(subject, say);
        return Outcome::kFail;
    }
    PutQuoted(say, subject.store_path);
    if (Result<void> done = Probe(*subject.store); !done) {
        say.Put(": ");
        say.Put(done.error().what);
        return Outcome::kFail;
    }
    say.Put(" takes a file, syncs it, and reads it back");
    return Outcome::kOk;
}

Outcome CheckStoreSpace(Subject& subject, record::TextSink& say) {
    if (subject.store == nullptr) return SayNoStore(subject, say);
    Result<uint64_t> free = subject.system.FreeBytes(subject.store_path);
    Result<journal::StoreSurvey> used = journal::RecordStore(*subject.store, {}).Survey();
    if (!free || !used) {
        say.Put("the free space of the store cannot be read");
        return Outcome::kCannotTell;
    }
    uint64_t wanted = subject.quota.max_bytes - std::min(used->bytes, subject.quota.max_bytes);
    record::PutNumber(say, *free);
    say.Put(" bytes are free, and the quota leaves ");
    record::PutNumber(say, wanted);
    say.Put(" to records");
    return *free >= wanted ? Outcome::kOk : Outcome::kFail;
}

Outcome CheckManifest(Subject& subject, record::TextSink& say) {
    if (!subject.checks_manifest) {
        say.Put("this build has no manifests");
        return Outcome::kOk;
    }
    if (subject.store == nullptr) return SayNoStore(subject, say);
    manifest::ManifestStore manifests(*subject.store);
    if (Result<void> opened = manifests.Open(); !opened || subject.boot_id.empty()) {
        say.Put("the manifests or the boot id cannot be read");
        return Outcome::kCannotTell;
    }
    for (uint32_t counter : manifests.boots()) {
        Result<Bytes> boot = manifests.ReadBoot(counter, subject.workspace.manifest);
        if (!boot || !std::ranges::equal(manifest::BootIdOf(*boot), subject.boot_id)) continue;
        say.Put("this boot has a manifest");
        return Outcome::kOk;
    }
    say.Put("this boot has no manifest");
    return Outcome::kFail;
}

}  // namespace faultbox::selftest
