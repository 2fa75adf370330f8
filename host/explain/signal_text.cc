#include "host/explain/signal_text.h"

#include <algorithm>
#include <format>

namespace faultbox {
namespace {

struct SignalName {
    uint32_t number;
    const char* name;
};

constexpr SignalName kNames[] = {
    {1, "SIGHUP"},   {2, "SIGINT"},   {3, "SIGQUIT"},  {4, "SIGILL"},   {5, "SIGTRAP"},  {6, "SIGABRT"},
    {7, "SIGBUS"},   {8, "SIGFPE"},   {9, "SIGKILL"},  {10, "SIGUSR1"}, {11, "SIGSEGV"}, {12, "SIGUSR2"},
    {13, "SIGPIPE"}, {14, "SIGALRM"}, {15, "SIGTERM"}, {24, "SIGXCPU"}, {25, "SIGXFSZ"}, {31, "SIGSYS"},
};

// 0: of every signal.
struct CodeMeaning {
    uint32_t signal;
    int32_t code;
    const char* meaning;
};

constexpr CodeMeaning kMeanings[] = {
    {0, 0, "sent by kill()"},
    {0, -1, "sent by sigqueue()"},
    {0, -6, "sent by tgkill(), as abort() does"},
    {0, 0x80, "sent by the kernel, without an address"},
    {4, 1, "illegal opcode"},
    {4, 2, "illegal operand"},
    {4, 3, "illegal addressing mode"},
    {4, 4, "illegal trap"},
    {4, 5, "privileged opcode"},
    {4, 6, "privileged register"},
    {4, 7, "coprocessor error"},
    {4, 8, "internal stack error"},
    {5, 1, "breakpoint"},
    {5, 2, "trace trap"},
    {7, 1, "the address is not aligned"},
    {7, 2, "nothing is behind the mapped address, such as the end of a file"},
    {7, 3, "hardware error at the address"},
    {7, 4, "memory error that the process ran into"},
    {7, 5, "memory error that the process has not run into yet"},
    {8, 1, "integer division by zero"},
    {8, 2, "integer overflow"},
    {8, 3, "floating-point division by zero"},
    {8, 4, "floating-point overflow"},
    {8, 5, "floating-point underflow"},
    {8, 6, "floating-point result is not exact"},
    {8, 7, "invalid floating-point operation"},
    {8, 8, "subscript out of range"},
    {11, 1, "the address is not mapped"},
    {11, 2, "the mapping does not permit the access"},
    {11, 3, "bounds check failed"},
    {11, 4, "the protection key forbids the access"},
    {31, 1, "a seccomp filter forbids the system call"},
};

}  // namespace

std::string NameOfSignal(uint32_t number) {
    auto found = std::ranges::find(kNames, number, &SignalName::number);
    return found == std::end(kNames) ? std::format("signal {}", number) : found->name;
}

std::string DescribeSignalCode(uint32_t number, int32_t code) {
    for (const CodeMeaning& known : kMeanings) {
        if (known.code == code && (known.signal == 0 || known.signal == number)) return known.meaning;
    }
    return "";
}

}  // namespace faultbox
