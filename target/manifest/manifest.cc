#include "target/manifest/manifest.h"

#include <algorithm>
#include <optional>

#include "target/format/crash_record.pb.h"
#include "target/manifest/stored_identity.h"
#include "target/manifest/system_texts.h"
#include "target/record/field_reader.h"

namespace faultbox::manifest {
namespace {

using format::Identity;
using record::Field;
using record::FieldReader;

void WriteModules(std::span<const ModuleFacts> modules, bool of_image, record::MessageWriter& writer) {
    for (const ModuleFacts& module : modules) {
        if (of_image && module.build_id.size == 0) continue;
        writer.Nested(Identity::kModuleFieldNumber, [&] {
            writer.String(format::Module::kNameFieldNumber, module.name);
            if (of_image) {
                writer.Blob(format::Module::kBuildIdFieldNumber, module.build_id);
            } else {
                writer.Optional(format::Module::kAddressFieldNumber, module.address);
            }
        });
    }
}

// True when `image` says `system` and behind it nothing but modules.
bool IsOfSystem(Bytes image, Bytes system) {
    if (image.size() < system.size() || !std::ranges::equal(image.first(system.size()), system)) return false;
    FieldReader rest(image.subspan(system.size()));
    while (std::optional<Field> field = rest.Next()) {
        if (field->number != Identity::kModuleFieldNumber) return false;
    }
    return rest.ok();
}

void MergeModules(Bytes identity, ModuleList& modules) {
    FieldReader fields(identity);
    while (std::optional<Field> field = fields.Next()) {
        if (field->number == Identity::kModuleFieldNumber) modules.Merge(ReadModule(field->bytes));
    }
    modules.Sort();
}

Bytes Written(const ManifestBuffer& buffer, const record::MessageWriter& writer) {
    return std::span(buffer).first(writer.size());
}

}  // namespace

void Manifest::WriteSystem(record::MessageWriter& writer) const {
    writer.NonEmpty(Identity::kReleaseFieldNumber, system_.release());
    writer.NonEmpty(Identity::kVersionFieldNumber, system_.version());
    writer.NonEmpty(Identity::kBuildIdFieldNumber, AsText(system_.kernel_build_id()));
    writer.NonEmpty(Identity::kMachineFieldNumber, system_.machine());
    WriteSystemTexts(files_, settings_, writer);
}

Result<void> Manifest::FindBoots() {
    if (Result<void> opened = store_.Open(); !opened) return opened;
    std::span<const uint32_t> boots = store_.boots();
    for (uint32_t counter : boots) {
        Result<Bytes> boot = store_.ReadBoot(counter, workspace_.old_boot);
        if (!boot || !std::ranges::equal(BootIdOf(*boot), system_.boot_id())) continue;
        counter_ = counter;
        this_boot_ = *boot;
        return {};
    }
    uint32_t newest = boots.empty() ? 0 : boots.front();
    if (newest == UINT32_MAX) return Fail(ErrorCode::kLimit, "no number is left for this boot");
    counter_ = newest + 1;
    return {};
}

// The newest manifest of this very image; empty if there is none.
Bytes Manifest::FindImage(Bytes system) {
    for (uint32_t counter : store_.boots()) {
        Result<Bytes> boot = store_.ReadBoot(counter, workspace_.scratch);
        if (!boot) continue;
        Result<Bytes> image = store_.ReadImage(ImageOfBoot(*boot), workspace_.old_image);
        if (image && IsOfSystem(*image, system)) return *image;
    }
    return {};
}

// Modules that this boot has not loaded stay in the image's manifest: it is to grow together, not to change each time.
Result<uint64_t> Manifest::UpdateImage(ManifestResult& result) {
    record::MessageWriter writer(workspace_.image);
    WriteSystem(writer);
    Bytes old = FindImage(Written(workspace_.image, writer));
    MergeModules(old, workspace_.modules);
    WriteModules(workspace_.modules.modules(), true, writer);
    if (writer.overflowed()) return Fail(ErrorCode::kLimit, "the manifest is too large", writer.size());
    Bytes image = Written(workspace_.image, writer);
    if (!old.empty() && std::ranges::equal(old, image)) return ImageOf(image);
    Result<void> done = store_.WriteImage(ImageOf(image), image, workspace_.scratch);
    if (!done) return std::unexpected(done.error());
    result.wrote_image = true;
    return ImageOf(image);
}

Result<ManifestResult> Manifest::Update() {
    if (system_.boot_id().empty()) return Fail(ErrorCode::kNotFound, "no boot id tells this boot from others");
    if (Result<void> found = FindBoots(); !found) return std::unexpected(found.error());
    ManifestResult result{.boot_count = counter_};
    workspace_.modules.Read(files_, system_);
    MergeModules(this_boot_, workspace_.modules);

    record::MessageWriter writer(workspace_.boot);
    writer.Blob(Identity::kBootIdFieldNumber, system_.boot_id());
    writer.Uint(Identity::kBootCountFieldNumber, counter_);
    if (settings_.scrub == 0 || filter_ != nullptr) WriteCommandLine(files_, settings_.scrub, filter_, writer);
    WriteModules(workspace_.modules.modules(), false, writer);
    // Before the boot, so that no boot is stored without its image.
    Result<uint64_t> image = UpdateImage(result);
    if (!image) return std::unexpected(image.error());
    writer.Fixed64(Identity::kImageFieldNumber, *image);
    if (writer.overflowed()) return Fail(ErrorCode::kLimit, "the manifest is too large", writer.size());
    result.is_cut = workspace_.modules.is_cut();

    Bytes boot = Written(workspace_.boot, writer);
    if (std::ranges::equal(boot, this_boot_)) return result;
    Result<void> done = store_.WriteBoot(counter_, boot, workspace_.scratch);
    if (done) done = store_.Prune(workspace_.scratch);
    if (!done) return std::unexpected(done.error());
    result.wrote_boot = true;
    return result;
}

}  // namespace faultbox::manifest
