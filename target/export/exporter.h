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
    size_t unmarked = 0;    ///< That are in the bundle but are not marked: they will be exported again.
    BundleName name;
};

/// Hears what goes wrong with a record while the others are exported.
class ExportReporter {
  public:
    virtual void Problem(journal::RecordId id, const Error& error) = 0;

  protected:
    ~ExportReporter() = default;
};

/// The memory of one run.
struct ExportMemory {
    std::array<journal::RecordId, format::kMaxRecords> ids;
    std::array<uint32_t, format::kMaxRecords> crcs;  ///< Of the records that are in the bundle.
    std::array<uint8_t, 4096> buffer;                ///< For reading back.
};

/// Puts records into a bundle on a medium: under a temporary name, synced, read back, renamed, and only then are the
/// records marked. After an error the medium holds no new bundle, or a whole one whose records are not marked.
class Exporter {
  public:
    Exporter(RecordSource& source, Medium& medium, ExportReporter& reporter, ExportMemory& memory)
        : source_(source), medium_(medium), reporter_(reporter), memory_(memory), ids_(memory.ids) {}

    /// To be called once.
    Result<ExportResult> Run(const ExportOptions& options);

  private:
    Result<void> Choose(bool all);
    Result<void> WriteBundle(const ExportOptions& options, ExportResult& result);
    Result<void> AddRecords(format::BundleWriter& writer, ExportResult& result);
    Result<void> Verify(const format::BundleWriter& writer);
    Result<void> Mark(size_t index);
    Result<void> Publish(const ExportOptions& options, ExportResult& result);

    RecordSource& source_;
    Medium& medium_;
    ExportReporter& reporter_;
    ExportMemory& memory_;
    std::span<journal::RecordId> ids_;  ///< First of all records, then of those to export, then of those exported.
};

}  // namespace faultbox::handover
