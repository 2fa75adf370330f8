#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/export/medium.h"
#include "target/export/record_source.h"
#include "target/export/unit_name.h"

namespace faultbox::handover {

/// What the next run removes when this one does not get to its end.
inline constexpr std::string_view kTemporaryName = "faultbox-export.tmp";

/// "faultbox-hu17-000042.fbb", "faultbox-hu17-000042-2.fbb".
struct BundleName {
    std::array<char, 64> text;
    size_t size = 0;

    operator std::string_view() const { return {text.data(), size}; }
};

struct ExportOptions {
    bool all = false;  ///< Also records that are marked exported.
    UnitName unit;
    Bytes manifest;  ///< What is installed on the unit; left out when empty.
};

struct ExportResult {
    size_t records = 0;     ///< That are in the bundle. With none there is no bundle.
    size_t unreadable = 0;  ///< That are damaged in the store; they are left out and not marked.
    size_t left_out = 0;    ///< That did not fit the bundle's limits.
    size_t unmarked = 0;    ///< That are in the bundle but could not be marked: they will be exported again.
    BundleName name;
};

/// Hears what goes wrong with a record while the others are exported.
class ExportReporter {
  public:
    virtual ~ExportReporter() = default;
    virtual void Problem(journal::RecordId id, const Error& error) = 0;
};

/// Puts records into a bundle on a medium: under a temporary name, synced, read back, renamed, and only then are the
/// records marked. After an error the medium holds no new bundle, or a whole one whose records are not marked.
class Exporter {
  public:
    /// `ids` has room for all records of the source, `buffer` is for reading back.
    Exporter(RecordSource& source, Medium& medium, ExportReporter& reporter, std::span<journal::RecordId> ids,
             std::span<uint8_t> buffer)
        : source_(source), medium_(medium), reporter_(reporter), ids_(ids), buffer_(buffer) {}

    Result<ExportResult> Run(const ExportOptions& options);

  private:
    Result<void> Choose(bool all);
    Result<void> WriteBundle(const ExportOptions& options, ExportResult& result);
    Result<void> AddRecords(format::BundleWriter& writer, ExportResult& result);
    Result<void> Verify(const format::BundleWriter& writer);
    Result<void> Publish(const ExportOptions& options, ExportResult& result);

    RecordSource& source_;
    Medium& medium_;
    ExportReporter& reporter_;
    std::span<journal::RecordId> ids_;  ///< First of all records, then of those to export, then of those exported.
    std::span<uint8_t> buffer_;
};

}  // namespace faultbox::handover
