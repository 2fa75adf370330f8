#include "target/manifest/boot_history.h"

#include <algorithm>

#include "target/format/crash_record.pb.h"
#include "target/manifest/stored_identity.h"
#include "target/record/field_reader.h"
#include "target/record/text_sink.h"

namespace faultbox::manifest {
namespace {

using format::Identity;
using record::Field;
using record::FieldReader;

// Bits of Identity.agreed.
constexpr uint8_t kRelease = 1;
constexpr uint8_t kBuild = 2;
constexpr uint8_t kKernelBuildId = 4;
constexpr uint8_t kModules = 8;

// "#1" of "#1 SMP PREEMPT Debian 6.1.192-2 (2025-11-02)": what follows it, a crash prints in another way.
std::string_view FirstWord(std::string_view text) {
    return text.substr(0, text.find(' '));
}

void Note(bool both_known, bool equal, uint8_t bit, Agreement& agreement) {
    if (both_known) (equal ? agreement.agreed : agreement.contradicted) |= bit;
}

bool IsSame(const ModuleFacts& known, const StatedSystem::StatedModule& stated) {
    return std::ranges::equal(Bytes(known.build_id), Bytes(stated.build_id));
}

// Text into the nested field that is being written.
class FieldText : public record::TextSink {
  public:
    explicit FieldText(record::MessageWriter& writer) : writer_(writer) {}
    using TextSink::Put;
    void Put(std::string_view text) override {
        for (char c : text) writer_.PackedByte(static_cast<uint8_t>(c));
    }
    void PutValue(Bytes bytes, bool is_hex) {
        if (!is_hex) return Put(AsText(bytes));
        for (uint8_t byte : bytes) record::PutNumber(*this, byte, 16, 2);
    }

  private:
    record::MessageWriter& writer_;
};

// "release: 6.1.0-31-amd64 in the crash, 6.1.0-30-amd64 in the manifest"
// "build id of exfat: 66454cd0 in the crash, 0dc45466 in the manifest"
void WriteDisagreement(bool is_build_id, std::string_view what, Bytes stated, Bytes known,
                       record::MessageWriter& writer) {
    writer.Nested(Identity::kDisagreementFieldNumber, [&] {
        FieldText text(writer);
        if (is_build_id) text.Put("build id of ");
        text.Put(what);
        text.Put(": ");
        text.PutValue(stated, is_build_id);
        text.Put(" in the crash, ");
        text.PutValue(known, is_build_id);
        text.Put(" in the manifest");
    });
}

void WriteDisagreement(std::string_view what, std::string_view stated, std::string_view known,
                       record::MessageWriter& writer) {
    WriteDisagreement(false, what, AsBytes(stated), AsBytes(known), writer);
}

}  // namespace

Result<void> BootHistory::Open() {
    if (system_.boot_id().empty()) return Fail(ErrorCode::kNotFound, "no boot id tells this boot from others");
    if (Result<void> opened = store_.Open(); !opened) return opened;
    for (uint32_t counter : store_.boots()) {
        Result<Bytes> boot = store_.ReadBoot(counter, workspace_.boot);
        // Whether the harvest or the manifest came first in this boot makes no difference.
        if (boot && std::ranges::equal(BootIdOf(*boot), system_.boot_id())) {
            earlier_.clear();
        } else {
            earlier_.Append(counter);
        }
    }
    return {};
}

bool BootHistory::Load(uint32_t counter) {
    Result<Bytes> boot = store_.ReadBoot(counter, workspace_.boot);
    if (!boot) return false;
    Result<Bytes> image = store_.ReadImage(ImageOfBoot(*boot), workspace_.image);
    if (!image) return false;
    boot_ = *boot;
    image_ = *image;
    return true;
}

Agreement BootHistory::Compare() const {
    Agreement agreement;
    std::string_view release = ReleaseOf(image_);
    std::string_view version = FirstWord(VersionOf(image_));
    Bytes build_id = KernelBuildIdOf(image_);
    Note(!stated_.release().empty() && !release.empty(), stated_.release() == release, kRelease, agreement);
    Note(!stated_.build().empty() && !version.empty(), FirstWord(stated_.build()) == version, kBuild, agreement);
    Note(!stated_.kernel_build_id().empty() && !build_id.empty(),
         std::ranges::equal(stated_.kernel_build_id(), build_id), kKernelBuildId, agreement);
    for (const StatedSystem::StatedModule& module : stated_.modules()) {
        std::optional<ModuleFacts> known = FindModule(image_, module.name);
        if (!known) continue;
        Note(true, IsSame(*known, module), kModules, agreement);
    }
    agreement.agreed &= static_cast<uint8_t>(~agreement.contradicted);
    return agreement;
}

// The last boot, unless it contradicts the crash; then the newest one before it of which the kernel is the crash's.
std::optional<size_t> BootHistory::FindBoot() {
    for (size_t place = 0; place < earlier_.size(); ++place) {
        if (!Load(earlier_[place])) continue;
        Agreement agreement = Compare();
        if (agreement.contradicted != 0) continue;
        if (place == 0 || (agreement.agreed & (kRelease | kKernelBuildId)) != 0) return place;
    }
    return std::nullopt;
}

void BootHistory::WriteDisagreements(uint8_t contradicted, record::MessageWriter& writer) const {
    if ((contradicted & kRelease) != 0) WriteDisagreement("release", stated_.release(), ReleaseOf(image_), writer);
    if ((contradicted & kBuild) != 0) {
        WriteDisagreement("build", stated_.build(), FirstWord(VersionOf(image_)), writer);
    }
    if ((contradicted & kKernelBuildId) != 0) {
        WriteDisagreement(true, "the kernel", stated_.kernel_build_id(), KernelBuildIdOf(image_), writer);
    }
    for (const StatedSystem::StatedModule& module : stated_.modules()) {
        std::optional<ModuleFacts> known = FindModule(image_, module.name);
        if (known && !IsSame(*known, module)) {
            WriteDisagreement(true, module.name, Bytes(module.build_id), Bytes(known->build_id), writer);
        }
    }
}

// Those that the boot had loaded: of others the image's manifest knows what an earlier boot loaded.
void BootHistory::WriteModules(Modules modules, record::MessageWriter& writer) const {
    for (std::string_view name : modules) {
        std::optional<ModuleFacts> loaded = FindModule(boot_, name);
        std::optional<ModuleFacts> known = FindModule(image_, name);
        if (!loaded || (!known && !loaded->address)) continue;
        writer.Nested(Identity::kModuleFieldNumber, [&] {
            writer.String(format::Module::kNameFieldNumber, name);
            if (known) writer.NonEmpty(format::Module::kBuildIdFieldNumber, AsText(known->build_id));
            writer.Optional(format::Module::kAddressFieldNumber, loaded->address);
        });
    }
}

bool BootHistory::Write(Modules modules, record::RecordWriter& record) {
    if (earlier_.empty()) {
        record.AddNote("which system crashed is not known: no earlier boot has a manifest");
        return false;
    }
    std::optional<size_t> place = FindBoot();
    if (!place && !Load(earlier_[0])) {
        record.AddNote("which system crashed is not known: the manifest of the last boot cannot be read");
        return false;
    }
    if (!place) record.AddNote("the manifest of the last boot contradicts the crash, and so do those before it");
    Identity::Join join = !place ? Identity::CONTRADICTED : *place == 0 ? Identity::LAST_BOOT : Identity::EARLIER_BOOT;
    Agreement agreement = Compare();
    record::MessageWriter writer(workspace_.message);
    CopyFacts(image_, writer);
    CopyFacts(boot_, writer);
    WriteModules(modules, writer);
    writer.Uint(Identity::kJoinFieldNumber, join);
    if (agreement.agreed != 0) writer.Uint(Identity::kAgreedFieldNumber, agreement.agreed);
    WriteDisagreements(agreement.contradicted, writer);
    if (writer.overflowed()) {
        record.AddNote("the system that crashed did not fit into the record");
        return false;
    }
    record.AddEncoded(format::CrashRecord::kCrashedFieldNumber, std::span(workspace_.message).first(writer.size()));
    return ReleaseOf(image_) == system_.release() && VersionOf(image_) == system_.version() &&
           std::ranges::equal(KernelBuildIdOf(image_), system_.kernel_build_id());
}

}  // namespace faultbox::manifest
