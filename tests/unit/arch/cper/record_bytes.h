#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "arch/common/bytes.h"

namespace faultbox {

/// Puts an error record together, byte by byte, as the specifications list the fields.
class RecordBytes {
  public:
    RecordBytes& Number(uint64_t value, unsigned size) {
        for (unsigned i = 0; i < size; ++i) bytes_.push_back(static_cast<uint8_t>(value >> (8 * i)));
        return *this;
    }
    RecordBytes& U8(uint64_t value) { return Number(value, 1); }
    RecordBytes& U16(uint64_t value) { return Number(value, 2); }
    RecordBytes& U32(uint64_t value) { return Number(value, 4); }
    RecordBytes& U64(uint64_t value) { return Number(value, 8); }
    RecordBytes& Zeros(size_t count) {
        bytes_.resize(bytes_.size() + count);
        return *this;
    }
    RecordBytes& Text(std::string_view text, size_t size) {
        for (size_t i = 0; i < size; ++i) U8(i < text.size() ? static_cast<uint8_t>(text[i]) : 0);
        return *this;
    }
    /// As it is written in the specification: "{0xA5BC1114, 0x6F64, 0x4EDE, {0xB8, 0x63, …}}".
    RecordBytes& Guid(uint32_t a, uint16_t b, uint16_t c, std::initializer_list<uint8_t> d) {
        U32(a).U16(b).U16(c);
        bytes_.insert(bytes_.end(), d);
        return *this;
    }
    RecordBytes& Append(const RecordBytes& other) {
        bytes_.insert(bytes_.end(), other.bytes_.begin(), other.bytes_.end());
        return *this;
    }

    size_t size() const { return bytes_.size(); }
    faultbox::Bytes view() const { return bytes_; }
    std::vector<uint8_t>& bytes() { return bytes_; }

  private:
    std::vector<uint8_t> bytes_;
};

/// The GUIDs of UEFI 2.10, N.2.2.
inline void MemoryGuid(RecordBytes& to) {
    to.Guid(0xA5BC1114, 0x6F64, 0x4EDE, {0xB8, 0x63, 0x3E, 0x83, 0xED, 0x7C, 0x83, 0xB1});
}
inline void Memory2Guid(RecordBytes& to) {
    to.Guid(0x61EC04FC, 0x48E6, 0xD813, {0x25, 0xC9, 0x8D, 0xAA, 0x44, 0x75, 0x0B, 0x12});
}
inline void PcieGuid(RecordBytes& to) {
    to.Guid(0xD995E954, 0xBBC1, 0x430F, {0xAD, 0x91, 0xB4, 0x4D, 0xCB, 0x3C, 0x6F, 0x35});
}
inline void ArmGuid(RecordBytes& to) {
    to.Guid(0xE19E3D16, 0xBC11, 0x11E4, {0x9C, 0xAA, 0xC2, 0x05, 0x1D, 0x5D, 0x46, 0xB0});
}
inline void X86Guid(RecordBytes& to) {
    to.Guid(0xDC3EA0B0, 0xA144, 0x4797, {0xB9, 0x5B, 0x53, 0xFA, 0x24, 0x2B, 0x6E, 0x1D});
}

/// A generic error status block of one data entry, revision 0x201 or 0x300 (ACPI 6.5, tables 18.12 and 18.13).
inline RecordBytes StatusBlockOf(void (*guid)(RecordBytes&), const RecordBytes& body, uint32_t severity,
                                 uint16_t revision = 0x201) {
    RecordBytes entry;
    guid(entry);
    entry.U32(severity).U16(revision).U8(0x2).U8(1).U32(static_cast<uint32_t>(body.size()));
    entry.Zeros(16).Text("DIMM_A1", 20);
    if (revision >= 0x300) entry.U64(0);
    entry.Append(body);
    RecordBytes block;
    block.U32(0x10 | (severity == 2 ? 2 : 1)).U32(0).U32(0).U32(static_cast<uint32_t>(entry.size())).U32(severity);
    return block.Append(entry);
}

/// The PCIe section of a root port 0000:80:02.0 with an uncorrectable error 0x4000 (UEFI 2.10, table N-42).
inline RecordBytes PcieBody() {
    RecordBytes body;
    body.U64(0xef).U32(4).U8(0x16).U8(0x01).U16(0).U16(0x0547).U16(0x4010).U32(0);
    body.U16(0x8086).U16(0x2f04).Number(0x060400, 3).U8(0).U8(2).U16(0).U8(0x80).U8(0x81).U16(5 << 3).U8(0);
    body.U64(0).U16(0x2000).U16(0x0003).Zeros(60);
    body.U32(0x14820001).U32(0x4000).U32(0x100000).U32(0x62030).U32(0).U32(0x2000).U32(0x0e);
    body.U32(0x40000001).U32(0x0000030f).U32(0x90028090).U32(0).U32(7).U32(0x54).Zeros(44);
    return body;
}

/// The memory section of 80 bytes (table N-30).
inline RecordBytes MemoryBody() {
    RecordBytes body;
    body.U64(0x1d5ffe).U64(0).U64(0x963d9b020).U64(0xfffffffffffff000).U16(1).U16(2).U16(3).U16(0x0502).U16(4);
    body.U16(11387).U16(1544).U16(7).U64(0x11).U64(0x22).U64(0x33).U8(4).U8(0x62).U16(6).U16(0x77).U16(0x88);
    return body;
}

}  // namespace faultbox
