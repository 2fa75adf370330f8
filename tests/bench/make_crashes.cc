// Makes crashes for measuring: make_crashes VMLINUX LOG text|addresses|records SITES [RECORDS [FRAMES]]
//
// LOG is the text of a real NULL pointer dereference of x86-64 (crash-amd64.log), VMLINUX a kernel. Each of the SITES
// crashes is that text with another pc: a random load or store of VMLINUX through a register, all of them different;
// that register is 0, the faulting address the instruction's displacement, `Code:` the bytes there. Its FRAMES (30)
// callers are return addresses of real calls, each of the function inside it; where nothing calls a function directly,
// that of a random indirect call. Time, pid and low digits of the other registers are random in every record.
//
// `text` prints them as the kernel does, `addresses` pc and return addresses of each, one a line, `records` records as
// faultbox makes them of such a text, one behind the other. Of RECORDS records, the first comes from the first site;
// then sites come for the first time at even distances, and all others are random sites among those that were there
// already. The same arguments give the same crashes.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "host/input/record_builder.h"
#include "host/io/mapped_file.h"
#include "target/format/frame.h"
#include "tests/bench/crash_text.h"
#include "tests/bench/kernel_sites.h"

namespace {

using namespace faultbox;
using namespace faultbox::bench;

constexpr uint64_t kBytesBefore = 42, kBytesFrom = 22;  // PROLOGUE_SIZE and the rest of OPCODE_BUFSIZE (asm/insn.h)

Crash MakeCrash(const KernelSites& sites, const AccessSite& site, size_t frames, std::mt19937_64& random) {
    uint64_t pc = site.place.address;
    return {site, sites.CallersOf(*site.place.function, frames, random), sites.TextAt(pc - kBytesBefore, kBytesBefore),
            sites.TextAt(pc, kBytesFrom)};
}

std::vector<Crash> MakeCrashes(const KernelSites& sites, size_t count, size_t frames, std::mt19937_64& random) {
    std::vector<AccessSite> chosen = sites.accesses();
    std::ranges::shuffle(chosen, random);
    chosen.resize(std::min(chosen.size(), count));
    std::vector<Crash> crashes;
    for (const AccessSite& site : chosen) crashes.push_back(MakeCrash(sites, site, frames, random));
    return crashes;
}

bool PrintRecord(std::string_view text) {
    record::SourceFacts facts;
    facts.kind = record::SourceKind::kPstoreFile;
    facts.name = std::string_view("dmesg-ramoops-0");
    RecordBuilder builder;
    builder.AddText(facts, text);
    for (const format::CrashRecord& record : builder.Take()) {
        std::string payload = record.SerializeAsString();
        std::vector<uint8_t> frame(format::kFrameHeaderBytes + payload.size() + format::kFrameTrailerBytes);
        std::ranges::copy(payload, frame.begin() + format::kFrameHeaderBytes);
        if (!format::WriteFrame(frame, record.signature(), 1)) return false;
        if (fwrite(frame.data(), 1, frame.size(), stdout) != frame.size()) return false;
    }
    return true;
}

void PrintAddresses(const Crash& crash) {
    printf("0x%llx\n", static_cast<unsigned long long>(crash.site.place.address));
    for (const Place& caller : crash.callers) printf("0x%llx\n", static_cast<unsigned long long>(caller.address));
}

bool PrintAll(const std::vector<Crash>& crashes, std::string_view real, std::string_view what, size_t records,
              std::mt19937_64& random) {
    size_t seen = 0;
    for (size_t i = 0; i < records; ++i) {
        bool is_new = i * crashes.size() / records >= seen && seen < crashes.size();
        const Crash& crash = crashes[is_new ? seen++ : random() % seen];
        if (what == "addresses") {
            PrintAddresses(crash);
            continue;
        }
        std::string text = PrintCrash(real, crash, random);
        bool printed = what == "text" ? fputs(text.c_str(), stdout) >= 0 : PrintRecord(text);
        if (!printed) return false;
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        fprintf(stderr, "usage: make_crashes VMLINUX LOG text|addresses|records SITES [RECORDS [FRAMES]]\n");
        return 2;
    }
    Result<MappedFile> vmlinux = MappedFile::Open(argv[1]);
    Result<MappedFile> real = MappedFile::Open(argv[2]);
    if (!vmlinux || !real) {
        fprintf(stderr, "make_crashes: %s or %s cannot be read\n", argv[1], argv[2]);
        return 2;
    }
    Result<std::unique_ptr<elf::ElfFile>> file = elf::ElfFile::Parse(vmlinux->bytes());
    size_t count = static_cast<size_t>(std::max(1, atoi(argv[4])));
    size_t records = argc > 5 ? static_cast<size_t>(std::max(1, atoi(argv[5]))) : count;
    size_t frames = argc > 6 ? static_cast<size_t>(std::max(0, atoi(argv[6]))) : 30;
    std::mt19937_64 random(1);
    if (!file) return 2;
    KernelSites sites(**file);
    std::vector<Crash> crashes = MakeCrashes(sites, count, frames, random);
    if (crashes.size() != count || count > records) {
        fprintf(stderr, "make_crashes: %zu sites to make %zu of\n", sites.accesses().size(), count);
        return 2;
    }
    return PrintAll(crashes, AsText(real->bytes()), argv[3], records, random) ? 0 : 1;
}
