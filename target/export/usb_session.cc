#include "target/export/usb_session.h"

#include <array>

#include "target/export/result_file.h"

namespace faultbox::handover {
namespace {

void Check(const Result<void>& done, UsbReporter& reporter) {
    if (!done) reporter.Problem(done.error());
}

Result<ExportResult> ExportMounted(Stick& stick, Hook& hook, UsbReporter& reporter, const ExportOptions& options,
                                   Exporter& exporter) {
    if (Result<void> writable = stick.MakeWritable(); !writable) return std::unexpected(writable.error());
    Check(hook.Tell(HookEvent::kStarted, 0), reporter);
    Result<ExportResult> result = exporter.Run(options);
    Check(WriteResultFile(stick.medium(), result), reporter);
    return result;
}

}  // namespace

std::optional<Result<ExportResult>> ExportToStick(Stick& stick, Hook& hook, UsbReporter& reporter,
                                                  const ExportOptions& options, Exporter& exporter) {
    std::array<uint8_t, kBootSectorBytes> sector;
    if (Result<void> read = stick.ReadBootSector(sector); !read) return std::unexpected(read.error());
    std::optional<Filesystem> filesystem = DetectFilesystem(sector);
    if (!filesystem) return std::nullopt;
    if (Result<void> mounted = stick.Mount(*filesystem); !mounted) return std::unexpected(mounted.error());
    if (!stick.HasMarker()) {
        Check(stick.Unmount(), reporter);
        return std::nullopt;
    }
    Result<ExportResult> result = ExportMounted(stick, hook, reporter, options, exporter);
    Result<void> unmounted = stick.Unmount();
    Check(unmounted, reporter);
    bool is_done = result && unmounted;
    Check(hook.Tell(is_done ? HookEvent::kDone : HookEvent::kFailed, is_done ? result->records : 0), reporter);
    return result;
}

}  // namespace faultbox::handover
