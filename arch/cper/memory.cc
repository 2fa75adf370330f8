#include "arch/common/bits.h"
#include "arch/cper/layout.h"

namespace faultbox::cper {
namespace {

// N.2.5. The layout of UEFI 2.1 ends with error_type, 73 bytes; 2.3 appends the rest, 80 bytes. Bank and row are put
// together from several fields.
constexpr FieldLayout kAddress[] = {
    {"error_status", 8, 0},         {"physical_address", 8, 1},     {"physical_address_mask", 8, 2},
    {"node", 2, 3, Form::kDecimal}, {"card", 2, 4, Form::kDecimal}, {"module", 2, 5, Form::kDecimal},
};

constexpr FieldLayout kBit[] = {
    {"column", 2, 9, Form::kDecimal},
    {"bit_position", 2, 10, Form::kDecimal},
    {"requestor_id", 8, 11},
    {"responder_id", 8, 12},
    {"target_id", 8, 13},
    {"error_type", 1, 14, Form::kDecimal},
};

constexpr FieldLayout kHandles[] = {
    {"rank", 2, 15, Form::kDecimal},
    {"card_handle", 2, 16},
    {"module_handle", 2, 17},
};

// Either the whole number, or group and address in its two bytes.
void AddBank(Fields& fields, uint64_t valid, uint16_t bank, unsigned bank_bit, unsigned group_bit) {
    if (Bit(valid, bank_bit)) AddField(fields, "bank", Form::kDecimal, bank);
    if (Bit(valid, group_bit)) AddField(fields, "bank_group", Form::kDecimal, bank >> 8);
    if (Bit(valid, group_bit + 1)) AddField(fields, "bank_address", Form::kDecimal, bank & 0xff);
}

constexpr unsigned kDeviceValid = 7;
constexpr unsigned kRowValid = 8;
constexpr unsigned kExtendedRowValid = 18;
constexpr unsigned kChipValid = 21;

// N.2.6
constexpr FieldLayout kDevice2[] = {
    {"device", 4, 7, Form::kDecimal},
    {"row", 4, 8, Form::kDecimal},
    {"column", 4, 9, Form::kDecimal},
    {"rank", 4, 10, Form::kDecimal},
    {"bit_position", 4, 11, Form::kDecimal},
    {"chip_id", 1, 12, Form::kDecimal},
    {"error_type", 1, 13, Form::kDecimal},
    {"status", 1, 14},
    {nullptr, 1, kNever},
    {"requestor_id", 8, 15},
    {"responder_id", 8, 16},
    {"target_id", 8, 17},
    {"card_handle", 4, 18},
    {"module_handle", 4, 19},
};

}  // namespace

void DecodeMemory(ByteReader& reader, Fields& fields) {
    uint64_t valid = reader.U64();
    ReadLayout(reader, valid, kAddress, fields);
    AddBank(fields, valid, reader.U16(), 6, 19);
    uint16_t device = reader.U16();
    if (Bit(valid, kDeviceValid)) AddField(fields, "device", Form::kDecimal, device);
    uint32_t row = reader.U16();
    size_t row_at = fields.size();
    if (Bit(valid, kRowValid) || Bit(valid, kExtendedRowValid)) AddField(fields, "row", Form::kDecimal, row);
    ReadLayout(reader, valid, kBit, fields);
    if (reader.at_end()) return;
    // Bits 1:0 are the row's bits 17:16, 7:5 the chip's number.
    uint8_t extended = reader.U8();
    if (Bit(valid, kExtendedRowValid)) fields[row_at].value |= Bits(extended, 1, 0) << 16;
    if (Bit(valid, kChipValid)) AddField(fields, "chip_id", Form::kDecimal, Bits(extended, 7, 5));
    ReadLayout(reader, valid, kHandles, fields);
}

void DecodeMemory2(ByteReader& reader, Fields& fields) {
    uint64_t valid = reader.U64();
    ReadLayout(reader, valid, kAddress, fields);
    AddBank(fields, valid, reader.U16(), 6, 20);
    ReadLayout(reader, valid, kDevice2, fields);
}

}  // namespace faultbox::cper
