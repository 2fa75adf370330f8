// A configuration of any bytes: every text of the result ends inside the buffer.
#include "target/config/config.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

using namespace faultbox::config;

class Count : public ProblemSink {
  public:
    void OnProblem(uint32_t line, const char* what, std::string_view key) override {
        sum += line + strlen(what);
        for (char c : key) sum += static_cast<uint8_t>(c);
    }
    size_t sum = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::vector<char> content(data, data + size);
    Count problems;
    Config config = ParseConfig(content, problems);
    for (const char* text : {config.store, config.image_version_file, config.unit_id, config.unit_id_file, config.hook,
                             config.reset_reason_file, config.user}) {
        if (text == nullptr) continue;
        if (text[0] == '\0') __builtin_trap();
        problems.sum += strlen(text);
    }
    volatile size_t keep = problems.sum;
    (void)keep;
    return 0;
}
