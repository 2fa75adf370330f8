#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/bounded_vector.h"
#include "arch/common/bytes.h"
#include "arch/common/result.h"

/// Common Platform Error Records: what firmware hands over about errors of hardware (UEFI 2.10, appendix N; ACPI 6.5,
/// section 18.3). All numbers are little-endian, all bytes are untrusted.
namespace faultbox::cper {

/// Error severity (N.2.1, table N-1). Numbers above are possible in damaged records.
enum class Severity : uint32_t { kRecoverable = 0, kFatal = 1, kCorrected = 2, kInformational = 3 };

/// A GUID as EFI stores it: the first three groups little-endian.
struct Guid {
    uint32_t a = 0;
    uint16_t b = 0;
    uint16_t c = 0;
    uint64_t d = 0;  ///< The last two groups, in the order in which they are written.

    bool operator==(const Guid&) const = default;
};

/// How a field is best shown; the text of the kernel's own lines is the model (drivers/firmware/efi/cper.c).
enum class Form : uint8_t {
    kDecimal,
    kHex,
    kText,        ///< `text`, without padding.
    kGuid,        ///< `guid`.
    kPciAddress,  ///< Segment in bits 39:24, bus 23:16, device 15:8, function 7:0.
    kVersion,     ///< Major in bits 15:8, minor 7:0, packed decimal.
    kClassCode,   ///< 24 bits.
    kTlpHeader,   ///< `bytes`: four words of 32 bits.
};

/// One valid field of a section. Fields that the record marks as invalid are left out.
struct Field {
    const char* name = nullptr;  ///< As the kernel's line calls it, or the specification, in snake_case.
    Form form = Form::kHex;
    uint64_t value = 0;
    std::string_view text;
    Guid guid;
    Bytes bytes;
};

using Fields = BoundedVector<Field, 64>;

enum class SectionType : uint8_t {
    kUnknown,
    kProcessorGeneric,
    kProcessorX86,
    kProcessorArm,
    kMemory,
    kMemory2,
    kPcie,
    kFirmwareRecord,
};

/// One section of a record, or one data entry of an error status block. Views point into the input.
struct Section {
    SectionType type = SectionType::kUnknown;
    Guid guid;
    uint32_t severity = 0;  ///< cper::Severity, unchecked.
    uint32_t flags = 0;     ///< N.2.2, table N-5: bit 0 primary … bit 7 overflow.
    std::optional<Guid> fru_id;
    std::string_view fru_text;  ///< Empty where invalid.
    std::optional<uint64_t> timestamp;
    Bytes body;
    Fields fields;
    const char* damage = nullptr;  ///< A string literal where the body is too short for its type.
};

/// Far above what firmware writes; sections beyond are counted as dropped.
using Sections = BoundedVector<Section, 16>;

/// A record as it stands in a CPER file or in the error record store (N.2.1).
struct Record {
    uint32_t severity = 0;
    Guid creator;
    Guid notification;
    uint64_t record_id = 0;
    uint32_t flags = 0;
    std::optional<uint64_t> timestamp;  ///< N.2.1: seconds in bits 7:0, … century 63:56, packed decimal.
    Bytes bytes;                        ///< The whole record.
    Sections sections;
};

/// A generic error status block (ACPI 6.5, 18.3.2.7.1): the boot error region of the BERT, or what a GHES points to.
struct StatusBlock {
    uint32_t block_status =
        0;  ///< Bit 0 uncorrectable, 1 correctable, 2 and 3 several of them, 13:4 number of entries.
    uint32_t severity = 0;
    Bytes bytes;  ///< The whole block, raw data included.
    Sections sections;
};

/// True when `bytes` begin with the signature of a record.
bool IsRecord(Bytes bytes);
/// True when `bytes` begin with what can be an error status block: its lengths fit, and its first entry is of a known
/// revision and inside.
bool IsStatusBlock(Bytes bytes);
/// The same of a block whose "block_status" is 0: Linux clears it when it has shown a boot error
/// (drivers/acpi/apei/bert.c, bert_print_all). Firmware may leave one from before an earlier boot.
bool IsClearedStatusBlock(Bytes bytes);

/// Reads one record from the beginning of `bytes`. A section that lies outside the record has `damage` and no body.
Result<Record> ReadRecord(Bytes bytes);
Result<StatusBlock> ReadStatusBlock(Bytes bytes);

/// A status block without what its entries say.
struct StatusBlockOutline {
    uint32_t block_status = 0;
    uint32_t severity = 0;
    SectionType type = SectionType::kUnknown;  ///< Of the first entry.
    size_t size = 0;                           ///< Bytes of the whole block.
};

/// Reads a block for which IsStatusBlock or IsClearedStatusBlock is true.
StatusBlockOutline ReadStatusBlockOutline(Bytes bytes);

/// Decodes a section's body by its type. What is longer than the type's layout is left over, as newer revisions append.
void DecodeSection(Section& section);

SectionType TypeOf(const Guid& guid);

}  // namespace faultbox::cper
