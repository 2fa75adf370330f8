// Untrusted streams into inflate, LZ4 and Reed-Solomon; and what our LZ4 packs must come back as it went.
#include <cstdlib>
#include <vector>

#include "target/codec/inflate.h"
#include "target/codec/lz4.h"
#include "target/codec/reed_solomon.h"

using namespace faultbox;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Bytes input(data, size);
    std::vector<uint8_t> out(64 * 1024);
    codec::Inflate(input, out);
    codec::InflateZlib(input, out);
    (void)codec::Lz4Decompress(input, out);

    std::vector<uint8_t> packed(size + size / 200 + 32);
    Result<size_t> packed_size = codec::Lz4Compress(input, packed);
    if (!packed_size) std::abort();
    std::vector<uint8_t> unpacked(size);
    Result<size_t> unpacked_size = codec::Lz4Decompress(Bytes(packed).first(*packed_size), unpacked);
    if (unpacked_size != size || !std::equal(unpacked.begin(), unpacked.end(), data)) std::abort();

    if (size > 17 && size < 255) {
        std::vector<uint8_t> word(data, data + size - 16), parity(data + size - 16, data + size);
        codec::ReedSolomonCorrect(word, parity);
    }
    return 0;
}
