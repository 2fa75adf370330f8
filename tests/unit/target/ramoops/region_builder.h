#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultbox::ramoops {

/// The kernel's side of ramoops, written for these tests from fs/pstore/ram.c and ram_core.c, byte by byte and slowly;
/// it shares no code with the reader.
struct KernelRules {
    enum class Split { kRecordSized, kDivided, kDividedEven, kPmsgFirst };

    Split split = Split::kDivided;
    uint32_t memory = 0x40000;
    uint32_t record = 0x4000;
    uint32_t console = 0x4000;
    uint32_t ftrace = 0x1000;
    uint32_t pmsg = 0x1000;
    uint32_t ecc = 0;
    uint32_t cpus = 1;                 ///< Zones that the ftrace memory is split into.
    uint32_t version_code = 0x0601c0;  ///< 6.1.192.
};

class RegionBuilder {
  public:
    struct PlacedZone {
        std::string kind;
        uint32_t offset;
        uint32_t size;
    };

    /// A region after boot: every zone has its signature and is empty.
    explicit RegionBuilder(const KernelRules& rules);

    const std::vector<PlacedZone>& zones() const { return zones_; }
    std::vector<uint8_t>& bytes() { return bytes_; }
    /// The `number`-th zone of its kind.
    const PlacedZone& Find(std::string_view kind, size_t number = 0) const;
    /// Bytes of data in a zone (persistent_ram_init_ecc).
    uint32_t Capacity(const PlacedZone& zone) const;

    /// persistent_ram_write: appends to the ring, updates parity.
    void Write(const PlacedZone& zone, std::string_view data);
    /// ramoops_pstore_write: "====sec.usec-C\n" and the payload, cut where the zone ends.
    void WriteDump(size_t number, std::string_view header, std::string_view payload);

  private:
    void Place(const char* kind, uint32_t& at, uint32_t size);
    void PutWord(uint32_t offset, uint32_t value);
    uint32_t Word(uint32_t offset) const;
    void UpdateParity(const PlacedZone& zone);

    KernelRules rules_;
    std::vector<PlacedZone> zones_;
    std::vector<uint8_t> bytes_;
};

}  // namespace faultbox::ramoops
