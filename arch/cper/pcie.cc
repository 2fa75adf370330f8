#include "arch/common/bits.h"
#include "arch/cper/layout.h"

namespace faultbox::cper {
namespace {

constexpr unsigned kVersionValid = 1;
constexpr unsigned kDeviceIdValid = 3;
constexpr unsigned kAerValid = 7;

constexpr FieldLayout kCommand[] = {
    {"command", 2, 2}, {"status", 2, 2}, {nullptr, 4, kNever}, {"vendor_id", 2, 3}, {"device_id", 2, 3},
};

constexpr FieldLayout kBridge[] = {
    {"serial_number", 8, 4},
    {"bridge_secondary_status", 2, 5},
    {"bridge_control", 2, 5},
    {nullptr, 60, kNever},  // PCI Express capability structure
};

// PCI Express 4.0, 7.8.4: the Advanced Error Reporting capability, behind its header.
constexpr FieldLayout kAer[] = {
    {nullptr, 4, kNever},       {"aer_uncor_status", 4, 7},
    {"aer_uncor_mask", 4, 7},   {"aer_uncor_severity", 4, 7},
    {"aer_cor_status", 4, 7},   {"aer_cor_mask", 4, 7},
    {"aer_control", 4, 7},      {"tlp_header", 16, 7, Form::kTlpHeader},
    {"aer_root_command", 4, 7}, {"aer_root_status", 4, 7},
};

// Class code, function, device, segment, bus, secondary bus, slot: bytes 4 to 15 of the device id.
void DecodeLocation(ByteReader& reader, uint64_t valid, Fields& fields) {
    auto class_code = reader.Unsigned(3);
    uint64_t function = reader.U8();
    uint64_t device = reader.U8();
    uint64_t segment = reader.U16();
    uint64_t bus = reader.U8();
    uint64_t secondary = reader.U8();
    uint64_t slot = reader.U16();
    reader.Skip(1);
    if (!Bit(valid, kDeviceIdValid)) return;
    AddField(fields, "pci_address", Form::kPciAddress, segment << 24 | bus << 16 | device << 8 | function);
    AddField(fields, "class_code", Form::kClassCode, class_code);
    AddField(fields, "secondary_bus", Form::kHex, secondary);
    AddField(fields, "slot", Form::kDecimal, slot >> 3);
}

}  // namespace

// N.2.7
void DecodePcie(ByteReader& reader, Fields& fields) {
    uint64_t valid = reader.U64();
    uint32_t port_type = reader.U32();
    if (Bit(valid, 0)) AddField(fields, "port_type", Form::kDecimal, port_type);
    uint32_t version = reader.U32();
    if (Bit(valid, kVersionValid)) AddField(fields, "version", Form::kVersion, version & 0xffff);
    ReadLayout(reader, valid, kCommand, fields);
    DecodeLocation(reader, valid, fields);
    ReadLayout(reader, valid, kBridge, fields);
    size_t before = fields.size();
    ReadLayout(reader, valid, kAer, fields);
    // Control bits 4:0 name the first of the uncorrectable errors, where there is one.
    for (size_t i = before; Bit(valid, kAerValid) && i + 5 < fields.size(); ++i) {
        if (std::string_view(fields[i].name) != "aer_uncor_status" || fields[i].value == 0) continue;
        AddField(fields, "first_error", Form::kDecimal, Bits(fields[i + 5].value, 4, 0));
        return;
    }
}

}  // namespace faultbox::cper
