#include "target/hook/hook_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "target/hook/run_program.h"
#include "target/rights/change_process.h"
#include "target/rights/fork_process.h"

namespace faultbox::hook {
namespace {

constexpr const char* kEventNames[] = {"started", "done", "failed", "stored"};

// Shorter than PIPE_BUF, and so never mixed up.
struct Request {
    HookEvent event;
    std::array<char, 36> argument;
};

template <typename T>
std::span<uint8_t> BytesOf(T& message) {
    return {reinterpret_cast<uint8_t*>(&message), sizeof(T)};
}

Error Answer(const char* program, Request& request) {
    constexpr Error kRefused = {ErrorCode::kMalformed, "no words for the hook"};
    request.argument.back() = '\0';
    bool is_plain = std::ranges::all_of(
        request.argument, [](char c) { return c == '\0' || (c >= '-' && c <= '9') || (c >= 'a' && c <= 'z'); });
    auto event = static_cast<size_t>(request.event);
    if (!is_plain || event >= std::size(kEventNames)) return kRefused;
    Result<void> ran = RunProgram(program, {kEventNames[event], request.argument.data()});
    return ran ? Error{} : ran.error();
}

}  // namespace

void HookProcess::Pipe::Open() {
    int ends[] = {-1, -1};
    // Linux 2.6.27. The C library's function does without it on older ones.
    syscall(SYS_pipe2, ends, O_CLOEXEC);
    read = journal::FileDescriptor(ends[0]);
    write = journal::FileDescriptor(ends[1]);
}

HookProcess::HookProcess(const char* program) : program_(program) {
    if (program == nullptr) return;
    requests_.Open();
    answers_.Open();
    if (rights::ForkProcess() == 0) Serve();
    answers_.write = journal::FileDescriptor();
}

void HookProcess::Serve() {
    // It keeps what the filter takes from its parent, who could else write into its memory as the same user.
    rights::ChangeProcess(PR_SET_DUMPABLE, 0);
    requests_.write = journal::FileDescriptor();
    Request request;
    while (requests_.read.ReadAll(BytesOf(request)) == sizeof(request)) {
        // What it means lies at one address in both processes.
        Error answer = Answer(program_, request);
        (void)answers_.write.WriteAll(BytesOf(answer));
    }
    _exit(0);
}

Result<void> HookProcess::Run(HookEvent event, std::string_view argument) const {
    if (program_ == nullptr) return {};
    Request request{.event = event, .argument = {}};
    std::ranges::copy(argument.substr(0, request.argument.size() - 1), request.argument.begin());
    Error answer{};
    Result<void> asked = requests_.write.WriteAll(BytesOf(request));
    if (!asked || answers_.read.ReadAll(BytesOf(answer)) != sizeof(answer)) {
        return Fail(ErrorCode::kMismatch, "there is no process that could run the hook");
    }
    if (answer.what != nullptr) return std::unexpected(answer);
    return {};
}

}  // namespace faultbox::hook
