#include "tests/unit/target/ramoops/region_builder.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/target/codec/slow_reed_solomon.h"

namespace faultbox::ramoops {

RegionBuilder::RegionBuilder(const KernelRules& rules) : rules_(rules), bytes_(rules.memory) {
    const bool even = rules.split == KernelRules::Split::kDividedEven || rules.split == KernelRules::Split::kPmsgFirst;
    auto rounded = [&](uint32_t size) { return even ? size - size % 2 : size; };
    const uint32_t dump_memory = rules.memory - rules.console - rules.ftrace - rules.pmsg;
    const uint32_t count = rules.record == 0 ? 0 : dump_memory / rules.record;
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; ++i) {
        bool record_sized = rules.split == KernelRules::Split::kRecordSized;
        Place("dmesg", at, record_sized ? rules.record : rounded(dump_memory / count));
    }
    Place("console", at, rules.console);
    if (rules.split == KernelRules::Split::kPmsgFirst) Place("pmsg", at, rules.pmsg);
    for (uint32_t i = 0; i < rules.cpus; ++i) Place("ftrace", at, rounded(rules.ftrace / rules.cpus));
    if (rules.split != KernelRules::Split::kPmsgFirst) Place("pmsg", at, rules.pmsg);
}

void RegionBuilder::Place(const char* kind, uint32_t& at, uint32_t size) {
    if (size == 0) return;
    zones_.push_back({kind, at, size});
    PutWord(at, 0x43474244 ^ (zones_.back().kind == "ftrace" ? rules_.version_code : 0));
    UpdateParity(zones_.back());
    at += size;
}

const RegionBuilder::PlacedZone& RegionBuilder::Find(std::string_view kind, size_t number) const {
    for (const PlacedZone& zone : zones_) {
        if (zone.kind == kind && number-- == 0) return zone;
    }
    ADD_FAILURE() << "no zone " << kind;
    return zones_.front();
}

void RegionBuilder::PutWord(uint32_t offset, uint32_t value) {
    for (uint32_t i = 0; i < 4; ++i) bytes_[offset + i] = static_cast<uint8_t>(value >> 8 * i);
}

uint32_t RegionBuilder::Word(uint32_t offset) const {
    uint32_t value = 0;
    for (uint32_t i = 4; i-- > 0;) value = value << 8 | bytes_[offset + i];
    return value;
}

uint32_t RegionBuilder::Capacity(const PlacedZone& zone) const {
    const uint32_t room = zone.size - 12;
    if (rules_.ecc == 0) return room;
    const uint32_t per_block = 128 + rules_.ecc;
    const uint32_t blocks = (room - rules_.ecc + per_block - 1) / per_block;
    return room - (blocks + 1) * rules_.ecc;
}

void RegionBuilder::Write(const PlacedZone& zone, std::string_view data) {
    const uint32_t capacity = Capacity(zone);
    for (char byte : data) {
        uint32_t start = Word(zone.offset + 4), size = Word(zone.offset + 8);
        bytes_[zone.offset + 12 + start] = static_cast<uint8_t>(byte);
        PutWord(zone.offset + 4, (start + 1) % capacity);
        PutWord(zone.offset + 8, std::min(size + 1, capacity));
    }
    UpdateParity(zone);
}

void RegionBuilder::WriteDump(size_t number, std::string_view header, std::string_view payload) {
    const PlacedZone& zone = Find("dmesg", number);
    PutWord(zone.offset + 4, 0);
    PutWord(zone.offset + 8, 0);
    Write(zone, header);
    Write(zone, payload.substr(0, Capacity(zone) - header.size()));
}

void RegionBuilder::UpdateParity(const PlacedZone& zone) {
    if (rules_.ecc == 0) return;
    auto parity = [&](uint32_t offset, uint32_t size, uint32_t to) {
        std::vector<uint8_t> data(bytes_.begin() + offset, bytes_.begin() + offset + size);
        std::ranges::copy(codec::SlowParity(data, rules_.ecc), bytes_.begin() + to);
    };
    const uint32_t capacity = Capacity(zone);
    const uint32_t used = Word(zone.offset + 8);
    for (uint32_t block = 0; block * 128 < used; ++block) {
        parity(zone.offset + 12 + block * 128, std::min<uint32_t>(128, capacity - block * 128),
               zone.offset + 12 + capacity + block * rules_.ecc);
    }
    parity(zone.offset, 12, zone.offset + zone.size - rules_.ecc);
}

}  // namespace faultbox::ramoops
