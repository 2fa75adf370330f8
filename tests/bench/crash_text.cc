#include "tests/bench/crash_text.h"

#include <format>

namespace faultbox::bench {
namespace {

// As the kernel prints them, by RegisterId.
constexpr std::string_view kNames[] = {"RAX", "RBX", "RCX", "RDX", "RSI", "RDI", "RBP", "RSP",
                                       "R08", "R09", "R10", "R11", "R12", "R13", "R14", "R15"};

std::string Named(const Place& place) {
    return std::format("{}+{:#x}/{:#x}", place.function->name, place.address - place.function->address,
                       place.function->size);
}

std::string CodeLine(const Crash& crash) {
    std::string line = "Code:";
    for (uint8_t byte : crash.before) line += std::format(" {:02x}", byte);
    for (size_t i = 0; i < crash.at.size(); ++i) {
        std::string byte = std::format("{:02x}", crash.at[i]);
        line += i == 0 ? " <" + byte + ">" : " " + byte;
    }
    return line;
}

// "RAX: ffff8932dfed1520 RBX: 000000000000000d RCX: 0000000000000001"
std::string Registers(std::string_view line, const AccessSite& site, std::mt19937_64& random) {
    std::string text(line);
    for (RegisterId id = 0; id < std::size(kNames); ++id) {
        size_t at = text.find(std::string(kNames[id]) + ": ");
        if (at == std::string::npos || at + 21 > text.size()) continue;
        std::string digits = text.substr(at + 5, 13) + std::format("{:03x}", random() % 0x1000);
        text.replace(at + 5, 16, id == site.base ? std::string(16, '0') : digits);
    }
    return text;
}

std::string Trace(const std::vector<Place>& callers, std::string_view stamp) {
    std::string text;
    for (const Place& caller : callers) text += std::format("{} {}\n", stamp, Named(caller));
    return text;
}

// Prints line by line. The kernel's own part of the text ends with the trace; the registers behind are user space's.
class Printer {
  public:
    Printer(const Crash& crash, std::mt19937_64& random)
        : crash_(crash), random_(random), stamp_(std::format("[{:5}.{:06}] ", random() % 90000, random() % 1000000)) {}

    // `line` is without stamp and line end.
    void Add(std::string_view line) {
        if (in_trace_ && !line.starts_with("RIP: 0033")) return;
        in_trace_ = false;
        text_ += stamp_ + Changed(line) + "\n";
        if (line != " <TASK>") return;
        text_ += Trace(crash_.callers, stamp_);
        in_trace_ = is_user_ = true;
    }

    std::string Take() { return std::move(text_); }

  private:
    std::string Changed(std::string_view line) {
        const AccessSite& site = crash_.site;
        if (line.starts_with("BUG: kernel NULL pointer dereference, address: ")) {
            return std::format("BUG: kernel NULL pointer dereference, address: {:016x}", site.displacement);
        }
        if (line.starts_with("#PF: supervisor ")) {
            return std::format("#PF: supervisor {} access in kernel mode", site.is_write ? "write" : "read");
        }
        if (line.starts_with("#PF: error_code")) {
            return std::format("#PF: error_code(0x{:04x}) - not-present page", site.is_write ? 2 : 0);
        }
        if (line.starts_with("Oops: ")) return std::format("Oops: {:04x}{}", site.is_write ? 2 : 0, line.substr(10));
        if (line.starts_with("CPU: ")) return Task(line);
        if (line.starts_with("CR2: ")) return std::format("CR2: {:016x}{}", site.displacement, line.substr(21));
        if (is_user_) return std::string(line);
        if (line.starts_with("RIP: 0010:")) return "RIP: 0010:" + Named(site.place);
        if (line.starts_with("Code: ")) return CodeLine(crash_);
        return Registers(line, site, random_);
    }

    // "CPU: 1 PID: 151 Comm: mediaserver Tainted: …"
    std::string Task(std::string_view line) {
        return std::format("CPU: {} PID: {} {}", random_() % 4, 100 + random_() % 30000,
                           line.substr(line.find("Comm:")));
    }

    const Crash& crash_;
    std::mt19937_64& random_;
    std::string stamp_;
    std::string text_;
    bool in_trace_ = false;
    bool is_user_ = false;
};

}  // namespace

std::string PrintCrash(std::string_view real, const Crash& crash, std::mt19937_64& random) {
    Printer printer(crash, random);
    while (!real.empty()) {
        size_t end = std::min(real.find('\n'), real.size());
        std::string_view line = real.substr(0, end);
        size_t stamp = line.find("] ");
        printer.Add(stamp == std::string_view::npos ? line : line.substr(stamp + 2));
        real.remove_prefix(std::min(end + 1, real.size()));
    }
    return printer.Take();
}

}  // namespace faultbox::bench
