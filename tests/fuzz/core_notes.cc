// A core on standard input: the kernel's or a debugger's, or one made to confuse.
#include "target/usercrash/core_notes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

#include "arch/common/bytes.h"

namespace {

using namespace faultbox;

class InputStream : public usercrash::ByteStream {
  public:
    explicit InputStream(Bytes bytes) : left_(bytes) {}
    Result<size_t> Read(std::span<uint8_t> buffer) override {
        size_t size = std::min(buffer.size(), left_.size());
        std::copy_n(left_.begin(), size, buffer.begin());
        left_ = left_.subspan(size);
        return size;
    }

  private:
    Bytes left_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    InputStream stream({data, size});
    auto facts = std::make_unique<usercrash::CoreFacts>();
    Result<void> read = usercrash::ReadCoreNotes(stream, *facts);
    if (read && (facts->layout == nullptr || facts->threads.empty())) __builtin_trap();
    for (const usercrash::CoreThread& thread : facts->threads) {
        if (!thread.registers.Has(facts->layout->pc)) __builtin_trap();
    }
    return 0;
}
