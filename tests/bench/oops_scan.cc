// Prints how fast console text is scanned: oops_scan FILE [ROUNDS]. The best of the rounds counts.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string_view>

#include "host/io/mapped_file.h"
#include "target/oops/parser.h"

namespace {

struct Counter : faultbox::EventSink {
    void OnEvent(const faultbox::CrashEvent&) override { ++events; }
    size_t events = 0;
};

// Of the processor: other work on the machine does not count.
double Seconds(faultbox::OopsParser& parser, std::string_view text) {
    clock_t begin = clock();
    parser.Parse(text);
    return static_cast<double>(clock() - begin) / CLOCKS_PER_SEC;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: oops_scan FILE [ROUNDS]\n");
        return 2;
    }
    faultbox::Result<faultbox::MappedFile> file = faultbox::MappedFile::Open(argv[1]);
    if (!file || file->bytes().empty()) {
        fprintf(stderr, "oops_scan: %s cannot be read or is empty\n", argv[1]);
        return 2;
    }
    std::string_view text = faultbox::AsText(file->bytes());
    int rounds = argc > 2 ? std::max(1, atoi(argv[2])) : 5;
    Counter counter;
    auto parser = std::make_unique<faultbox::OopsParser>(counter);
    double best = Seconds(*parser, text);
    size_t events = counter.events;
    for (int i = 1; i < rounds; ++i) best = std::min(best, Seconds(*parser, text));
    best = std::max(best, 1.0 / CLOCKS_PER_SEC);
    printf("oops_scan %.1f MB/s events %zu bytes %zu\n", static_cast<double>(text.size()) / best / 1e6, events,
           text.size());
    return 0;
}
