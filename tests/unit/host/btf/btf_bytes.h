#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "host/btf/btf_constants.h"

namespace faultbox::btf {

/// A .BTF section made word by word, little endian, as Documentation/bpf/btf.rst describes it.
class BtfBytes {
  public:
    /// Strings of split BTF begin behind the base's.
    explicit BtfBytes(uint32_t base_strings = 0) : base_strings_(base_strings) {
        if (base_strings == 0) strings.push_back('\0');
    }

    uint32_t Name(std::string_view name) {
        if (name.empty()) return 0;
        uint32_t offset = base_strings_ + static_cast<uint32_t>(strings.size());
        strings.append(name).push_back('\0');
        return offset;
    }
    void Type(uint32_t name, Kind kind, uint32_t count, uint32_t size_or_type, bool flag = false) {
        Words({name, (flag ? 0x8000'0000u : 0) | static_cast<uint32_t>(kind) << 24 | count, size_or_type});
    }
    void Words(std::initializer_list<uint32_t> words) { types.insert(types.end(), words); }
    void Int(std::string_view name, uint32_t size, uint32_t encoding, uint32_t bits) {
        Type(Name(name), Kind::kInt, 0, size);
        Words({encoding << 24 | bits});
    }

    std::vector<uint8_t> Bytes() const {
        std::vector<uint8_t> bytes = {0x9f, 0xeb, 1, 0};
        uint32_t type_bytes = static_cast<uint32_t>(types.size() * 4);
        for (uint32_t word : {24u, 0u, type_bytes, type_bytes, static_cast<uint32_t>(strings.size())}) Put(bytes, word);
        for (uint32_t word : types) Put(bytes, word);
        bytes.insert(bytes.end(), strings.begin(), strings.end());
        return bytes;
    }

    std::vector<uint32_t> types;
    std::string strings;

  private:
    static void Put(std::vector<uint8_t>& bytes, uint32_t word) {
        for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<uint8_t>(word >> shift));
    }
    uint32_t base_strings_;
};

}  // namespace faultbox::btf
