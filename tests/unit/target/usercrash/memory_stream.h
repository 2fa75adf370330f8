#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "target/usercrash/byte_stream.h"
#include "target/usercrash/process_memory.h"

namespace faultbox::usercrash {

/// A stream of bytes at hand.
class MemoryStream : public ByteStream {
  public:
    explicit MemoryStream(std::string bytes) : bytes_(std::move(bytes)) {}
    Result<size_t> Read(std::span<uint8_t> buffer) override {
        size_t size = std::min(buffer.size(), bytes_.size() - at_);
        memcpy(buffer.data(), bytes_.data() + at_, size);
        at_ += size;
        return size;
    }
    size_t consumed() const { return at_; }

  private:
    std::string bytes_;
    size_t at_ = 0;
};

/// Memory made of pieces; all else is not mapped.
class PieceMemory : public ProcessMemory {
  public:
    void Put(uint64_t address, std::string bytes) { pieces_[address] = std::move(bytes); }
    bool Read(uint64_t address, std::span<uint8_t> buffer) override {
        ++reads;
        auto piece = pieces_.upper_bound(address);
        if (piece == pieces_.begin()) return false;
        --piece;
        uint64_t at = address - piece->first;
        if (at > piece->second.size() || buffer.size() > piece->second.size() - at) return false;
        memcpy(buffer.data(), piece->second.data() + at, buffer.size());
        return true;
    }
    int reads = 0;

  private:
    std::map<uint64_t, std::string> pieces_;
};

/// Little-endian numbers, one after another.
inline std::string Number(uint64_t value, unsigned size) {
    std::string bytes;
    for (unsigned i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
    return bytes;
}

}  // namespace faultbox::usercrash
