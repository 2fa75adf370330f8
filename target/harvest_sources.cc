#include "target/harvest_sources.h"

#include <sys/vfs.h>

#include <cerrno>

#include "target/journal/file_descriptor.h"

namespace faultbox {
namespace {

// include/uapi/linux/magic.h
constexpr uint32_t kPstoreMagic = 0x6165676c;
constexpr uint32_t kTmpfsMagic = 0x01021994;
constexpr uint32_t kRamfsMagic = 0x858458f6;

// Its magic number; 0 when the path cannot be looked at.
uint32_t FileSystemOf(const char* path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? static_cast<uint32_t>(status.f_type) : 0;
}

#if FAULTBOX_RESET
const char* ReasonFileOf(const harvest::Options& options) {
    bool is_stated = options.reset_reason[0] != '\0' || options.settings->reset_reason_file == nullptr;
    return is_stated ? options.reset_reason : options.settings->reset_reason_file;
}
#endif

}  // namespace

Result<void> HarvestSources::OpenPstore(const harvest::Options& options) {
    if (Result<void> opened = folder_.Open(options.pstore, false); !opened) return opened;
    is_pstore_ = FileSystemOf(options.pstore) == kPstoreMagic;
    if (!is_pstore_ && !options.pstore_given) {
        return Fail(ErrorCode::kIo, "pstore is not mounted there", static_cast<uint64_t>(ENODEV));
    }
    if (Result<void> opened = files_.Open(); !opened) return opened;
#if FAULTBOX_PSTORE_PARTS
    pstore_.Open(workspace_.text, files_.dropped() != 0);
#endif
    if (files_.dropped() == 0) return {};
    return Fail(ErrorCode::kLimit, "more files than one harvest takes", harvest::kMaxPstoreFiles);
}

Result<void> HarvestSources::OpenRegion(const harvest::Options& options) {
    return region_.Open(*options.region);
}

#if FAULTBOX_REGION_FINDER
Result<void> HarvestSources::FindRegion(const harvest::Options& options) {
    // The driver shows in pstore what it has, and writes the console of this boot into the region.
    if (harvest::IsRegionInUse(system_files_)) {
        return Fail(ErrorCode::kIo, "the kernel's driver has the region", static_cast<uint64_t>(EBUSY));
    }
    Result<harvest::RegionOption> found = harvest::FindRegion(system_files_, *options.region);
    if (!found) return std::unexpected(found.error());
    is_region_left_ = true;
    Result<void> opened = region_.Open(*found);
    // Memory that lost its power holds nothing.
    if (!opened && opened.error().code == ErrorCode::kNotFound) return {};
    return opened;
}

void HarvestSources::OpenAutomatic(const harvest::Options& options) {
    Result<void> pstore = OpenPstore(options);
    bool is_enough = pstore && (files_.entry_count() != 0 || harvest::IsRegionInUse(system_files_));
    Result<void> region = is_enough ? Result<void>() : FindRegion(options);
    if (is_enough || !region) Count(options.pstore, pstore);
    if (!is_enough) Count("ramoops region", region);
}
#endif

void HarvestSources::OpenReset([[maybe_unused]] const harvest::Options& options) {
#if FAULTBOX_RESET
    harvest::ResetOptions reset{.region = is_region_left_, .reason_file = ReasonFileOf(options)};
    if (is_pstore_) reset.boot_id = system_.boot_id();
    reset.with_log = options.settings->keep_text;
    // It goes around the scrubber, which sees texts of the kernel.
    reset.with_pmsg = reset.with_log && options.settings->scrub == 0;
    reset_.emplace(logs_, folder_, system_files_, workspace_.correlation, reset);
    reset_->Open();
    with_reset_.emplace(*provider_, *reset_);
    provider_ = &*with_reset_;
#endif
}

bool HarvestSources::WouldLose(const char* store) const {
    if (!is_pstore_) return false;
    uint32_t file_system = FileSystemOf(store);
    return file_system == kTmpfsMagic || file_system == kRamfsMagic;
}

harvest::HarvestOptions HarvestSources::harvest_options(bool keep) const {
    harvest::HarvestOptions options{.keep = keep};
#if FAULTBOX_RESET
    options.reset = reset_->sighting();
#endif
    return options;
}

void HarvestSources::Count(std::string_view where, const Result<void>& opened) {
    if (!opened) PutError(err_, where, opened.error());
    ++(opened ? opened_ : failed_);
}

void HarvestSources::OpenLogs(const harvest::Options& options) {
#if FAULTBOX_REGION_FINDER
    if (options.region && options.region->path == "auto") return OpenAutomatic(options);
#endif
    if (options.pstore_given || !options.region) Count(options.pstore, OpenPstore(options));
    if (options.region) Count(options.region->path, OpenRegion(options));
}

void HarvestSources::OpenBert() {
#if FAULTBOX_BERT
    if (Result<void> opened = bert_.Open(); !opened || bert_.entry_count() != 0) Count(bert_.EntryName(0), opened);
    provider_ = &with_bert_;
#endif
}

ExitStatus HarvestSources::Open(const harvest::Options& options) {
    OpenLogs(options);
    OpenBert();
    OpenReset(options);
    if (opened_ == 0) return kUnusable;
    return failed_ == 0 ? kOk : kIncomplete;
}

}  // namespace faultbox
