#include "host/report/title.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "host/input/event_facts.h"
#include "target/record/blame.h"
#include "target/record/signature.h"

namespace faultbox {
namespace {

bool IsDigit(char c) {
    return c >= '0' && c <= '9';
}

bool IsHexDigit(char c) {
    return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool IsNumber(std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, IsDigit);
}

// Shorter ones are codes, not addresses: "exitcode=0x0000000b", "error 4".
constexpr size_t kAddressDigits = 8;

bool IsAddress(std::string_view word) {
    bool prefixed = word.starts_with("0x");
    if (prefixed) word.remove_prefix(2);
    while (!word.empty() && (word.back() == ',' || word.back() == ':' || word.back() == '.')) word.remove_suffix(1);
    if (word == "(null)") return true;
    return (prefixed || word.size() >= kAddressDigits) && !word.empty() && std::ranges::all_of(word, IsHexDigit);
}

std::vector<std::string_view> WordsOf(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        size_t end = std::min(text.find(' '), text.size());
        if (end > 0) words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

// "fn+0x1c/0x40" is "fn"; what stands behind the number stays: "fn+0x1c/0x40()" is "fn()".
std::string WithoutOffset(std::string_view word) {
    size_t plus = word.find("+0x");
    if (plus == std::string_view::npos) return std::string(word);
    auto is_part = [](char c) { return IsHexDigit(c) || c == 'x' || c == '/'; };
    auto end = std::find_if_not(word.begin() + static_cast<ptrdiff_t>(plus) + 1, word.end(), is_part);
    return std::string(word.substr(0, plus)) + std::string(end, word.end());
}

// "[swapper/0:1]" is "[swapper/0]", "jbd2/sda:123" is "jbd2/sda": process numbers. Line numbers follow a file's name.
std::string WithoutProcess(const std::string& word) {
    size_t colon = word.rfind(':');
    if (colon == std::string::npos || colon + 1 == word.size()) return word;
    size_t end = word.back() == ']' ? word.size() - 1 : word.size();
    std::string_view name = std::string_view(word).substr(0, colon);
    bool is_file = name.ends_with(".c") || name.ends_with(".h") || name.ends_with(".S") || name.ends_with(".rs");
    if (is_file || !IsNumber(std::string_view(word).substr(colon + 1, end - colon - 1))) return word;
    return word.substr(0, colon) + word.substr(end);
}

// "mediaserver/53/0x00000002" is "mediaserver", "kworker/0:1/0x00000001/25" is "kworker/0:1": the process number and
// preempt_count.
std::string WithoutCount(const std::string& word) {
    size_t last = word.rfind('/');
    size_t first = last == std::string::npos || last == 0 ? std::string::npos : word.rfind('/', last - 1);
    if (first == std::string::npos) return word;
    std::string_view left = std::string_view(word).substr(first + 1, last - first - 1);
    std::string_view right = std::string_view(word).substr(last + 1);
    auto is_count = [](std::string_view part) { return part.starts_with("0x") && IsAddress(part); };
    bool both = (IsNumber(left) && is_count(right)) || (is_count(left) && IsNumber(right));
    return both ? word.substr(0, first) : word;
}

// "mediaserver[123]:" is "mediaserver:".
std::string WithoutPid(const std::string& word) {
    size_t open = word.find('[');
    size_t close = word.find(']', open == std::string::npos ? 0 : open);
    if (open == 0 || close == std::string::npos ||
        !IsNumber(std::string_view(word).substr(open + 1, close - open - 1))) {
        return word;
    }
    return word.substr(0, open) + word.substr(close + 1);
}

// "CPU#3" is "CPU", "CPU3:" is "CPU:".
std::string WithoutCpu(const std::string& word) {
    if (!word.starts_with("CPU")) return word;
    size_t begin = word.starts_with("CPU#") ? 4 : 3;
    size_t end = begin;
    while (end < word.size() && IsDigit(word[end])) ++end;
    return end == begin ? word : "CPU" + word.substr(end);
}

// Pairs that name a place or a time of one occurrence: "CPU: 1", "PID: 23", "cpu 1", "for 22s!".
bool IsVariablePair(std::string_view word, std::string_view next) {
    if (word == "CPU:" || word == "PID:" || word == "cpu") return IsNumber(next);
    return word == "for" && !next.empty() && IsDigit(next.front()) && (next.ends_with("s!") || next.ends_with("s"));
}

// How many of the words that end the title only led to an address: "at virtual address", "at", "for address:",
// "ESR".
size_t CountLeadingIn(const std::vector<std::string>& title) {
    constexpr std::string_view kLeads[] = {"at",  "virtual", "address",  "address:", "address,",
                                           "for", "addr",    "probably", "maybe",    "non-canonical",
                                           "ESR", "code",    "CPU,",     "on"};
    size_t count = 0;
    while (count < title.size() && std::ranges::find(kLeads, title[title.size() - 1 - count]) != std::end(kLeads)) {
        ++count;
    }
    return count;
}

// "general protection fault: 0000 [#1] SMP": the count of oopses, and the code before it, belong to the occurrence.
bool IsDieCount(std::string_view word) {
    return word.starts_with("[#");
}

bool IsErrorCode(std::string_view word) {
    return word.size() >= 4 && std::ranges::all_of(word, IsHexDigit);
}

// "mediaserver[12]: segfault at 0 ip 00007f…", "traps: x[1] general protection ip:7f… sp:…"
bool IsPlaceInProcess(std::string_view word) {
    return word == "at" || word == "ip" || word.starts_with("ip:") || word.starts_with("rip:") || word == "rip";
}

// IOMMUs and the killer of processes state the occurrence as pairs: "fsr=0x402,", "gfp_mask=0xd0,", "total-vm:16kB,".
bool IsOfPairs(EventKind kind) {
    return kind == EventKind::kDmaFault || kind == EventKind::kOomKill;
}

// What stands before the first pair, and before the "reg 3" of an IOMMU's status.
void EndBeforePairs(std::string_view pair, std::vector<std::string>& title) {
    if (title.empty()) title.emplace_back(pair.substr(0, std::min(pair.find(':'), pair.find('='))));
    std::string& last = title.back();
    if (last.starts_with('[') && !last.ends_with(']')) last += ']';
}

// "Killed process 63214 (uwsgi) total-vm:…", "Killed process 28439, UID 33, (apache2) total-vm:…": only the name is the
// same the next time.
void EndWithVictim(std::span<const std::string_view> words, std::vector<std::string>& title) {
    auto begin = std::ranges::find_if(words, [](std::string_view word) { return word.starts_with('('); });
    for (auto word = begin; word != words.end(); ++word) {
        title.emplace_back(*word);
        if (word->ends_with(')')) return;
    }
}

// The headline up to the first address. What follows one belongs to it: "at virtual address 00002008 when read".
std::vector<std::string> StableWords(std::string_view headline, EventKind kind) {
    std::vector<std::string_view> words = WordsOf(headline);
    std::vector<std::string> title;
    for (size_t i = 0; i < words.size(); ++i) {
        std::string_view word = words[i];
        if (i + 1 < words.size() && IsVariablePair(word, words[i + 1])) {
            if (!title.empty() && title.back() == "on") title.pop_back();
            ++i;
        } else if (IsOfPairs(kind) && word.contains('=')) {
            EndBeforePairs(word, title);
            break;
        } else if (kind == EventKind::kDmaFault && word == "reg") {
            break;
        } else if (kind == EventKind::kOomKill && word == "process") {
            title.emplace_back(word);
            EndWithVictim(std::span(words).subspan(i + 1), title);
            break;
        } else if (IsDieCount(word)) {
            if (!title.empty() && IsErrorCode(title.back())) title.pop_back();
            break;
        } else if (kind == EventKind::kUserFault && IsPlaceInProcess(word)) {
            break;
        } else if (IsAddress(word)) {
            title.resize(title.size() - CountLeadingIn(title));
            break;
        } else {
            title.push_back(WithoutCpu(WithoutPid(WithoutProcess(WithoutCount(WithoutOffset(word))))));
        }
    }
    return title;
}

std::string Joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    while (text.ends_with(',') || text.ends_with(':') || text.ends_with('.')) text.pop_back();
    return text;
}

std::string_view BareName(std::string_view word) {
    return record::NormalizeSymbol(word.substr(0, word.find_first_of("([,:")));
}

bool Names(const std::vector<std::string>& words, std::string_view function) {
    return std::ranges::any_of(words, [&](std::string_view word) { return BareName(word) == function; });
}

// "BUG: KASAN: use-after-free in memcpy": whom that served is to blame.
void DropHelper(std::vector<std::string>& words, EventKind kind) {
    for (size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] != "in" || !record::IsHelper(BareName(words[i + 1]), kind)) continue;
        words.erase(words.begin() + static_cast<ptrdiff_t>(i), words.begin() + static_cast<ptrdiff_t>(i) + 2);
        return;
    }
}

}  // namespace

std::string TitleOf(const format::Event& event) {
    return TitleOf(event, SignatureOf(event));
}

std::string TitleOf(const format::Event& event, const EventSignature& signature) {
    // Its headline is what happened to be printed last.
    if (KindOf(event) == EventKind::kResetWithoutTrace) {
        return "Reset without trace; last line: " + Joined(StableWords(event.headline(), KindOf(event)));
    }
    if (event.headline().empty()) return "a report whose beginning is missing";
    std::vector<std::string> words = StableWords(event.headline(), KindOf(event));
    const std::vector<std::string>& frames = signature.frames;
    // "potentially unexpected fatal signal 11." is of any process.
    bool unnamed = KindOf(event) == EventKind::kUserFault && !event.headline().contains(event.comm());
    if (unnamed) words.insert(words.begin(), event.comm() + ":");
    // A panic is the consequence of what its trace shows, and has its own reason. The trace of a device's fault is that
    // of the interrupt's handler.
    bool has_culprit = !frames.empty() && KindOf(event) != EventKind::kPanic && KindOf(event) != EventKind::kDmaFault;
    if (!has_culprit || Names(words, frames.front())) return Joined(words);
    DropHelper(words, KindOf(event));
    return Joined(words) + " in " + frames.front();
}

}  // namespace faultbox
