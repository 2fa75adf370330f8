#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <format>
#include <thread>

#include "host/cli/console.h"
#include "host/cli/verb.h"
#include "host/pull/client.h"
#include "host/pull/file_record_folder.h"
#include "host/pull/tty_line.h"

namespace faultbox::cli {
namespace {

constexpr Option kOptions[] = {
    {"-o", "DIR", "where records are kept; created when it is missing"},
    {"--all", nullptr, "also records that were handed over before"},
    {"--wait", nullptr, "wait for the device, and for it to come back when it is unplugged"},
};

const char* Describe(format::Refusal why) {
    switch (why) {
        case format::Refusal::kUnreadable:
            return "is damaged on the unit";
        case format::Refusal::kGone:
            return "is gone from the unit, or has changed there meanwhile: pull again";
        case format::Refusal::kChanged:
            return "has changed on the unit meanwhile: pull again";
        case format::Refusal::kNotMarked:
            return "is here, but the unit could not note that";
        default:
            return "was refused by the unit";
    }
}

// Progress on a terminal, results on stdout.
class Observer : public PullObserver {
  public:
    // Results go to stderr where stdout is the line.
    explicit Observer(bool stdout_is_line) : stdout_is_line_(stdout_is_line) {}
    ~Observer() override { ClearProgress(); }

    void OnProgress(const OfferedRecord& record, uint32_t received_bytes) override {
        if (!terminal_) return;
        std::string line =
            std::format("\rrecord {}: {} of {} bytes\033[K", record.sequence, received_bytes, record.size_bytes);
        std::fwrite(line.data(), 1, line.size(), stderr);
        shown_ = true;
    }
    void OnRecord(const OfferedRecord& record, bool is_new) override {
        ClearProgress();
        std::string text =
            std::format("{} record {} of {}: {} bytes", is_new ? "pulled" : "already here:", record.sequence,
                        record.unit, record.size_bytes);
        if (stdout_is_line_) return Complain(text);
        printed_ = Print(text + "\n") && printed_;
    }
    void OnRefused(const OfferedRecord& record, format::Refusal why) override {
        ClearProgress();
        Complain(std::format("record {} of {} {}", record.sequence, record.unit, Describe(why)));
    }
    void ClearProgress() {
        if (shown_) std::fputs("\r\033[K", stderr);
        shown_ = false;
    }
    bool printed() const { return printed_; }

  private:
    bool stdout_is_line_;
    bool terminal_ = isatty(STDERR_FILENO) != 0;
    bool shown_ = false;
    bool printed_ = true;
};

uint32_t RandomTag() {
    uint32_t tag = 0;
    if (getrandom(&tag, sizeof(tag), GRND_NONBLOCK) < 0) tag = static_cast<uint32_t>(getpid()) << 16;
    return tag;
}

// One run of the verb: sessions, one after the other while it waits for the device.
class Pull {
  public:
    Pull(std::string device, const Arguments& arguments)
        : device_(std::move(device)), all_(arguments.Has("--all")), waits_(arguments.Has("--wait") && device_ != "-") {}

    ExitStatus Run(FileRecordFolder& folder) {
        while (true) {
            Result<void> opened = line_.Open(device_);
            if (!opened && !waits_) {
                Complain(device_, opened.error());
                return kUnusable;
            }
            Result<void> done = opened ? Session(folder) : opened;
            if (done) return refused_ == 0 && observer_.printed() ? kDecoded : kIncomplete;
            if (opened && !(waits_ && line_is_gone_)) {
                Complain(device_, done.error());
                return kIncomplete;
            }
            SayWaiting(done.error());
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
        }
    }

  private:
    Result<void> Session(FileRecordFolder& folder) {
        said_waiting_ = false;
        PullClient client(line_, folder, observer_, {.all = all_, .tag = RandomTag()});
        Result<void> done = client.Run();
        refused_ = client.counts().refused;
        line_is_gone_ = client.line_is_gone();
        observer_.ClearProgress();
        return done;
    }

    void SayWaiting(const Error& error) {
        if (said_waiting_) return;
        Complain(device_, error);
        Complain("waiting for " + device_);
        said_waiting_ = true;
    }

    std::string device_;
    bool all_;
    bool waits_;
    bool said_waiting_ = false;
    bool line_is_gone_ = false;
    uint32_t refused_ = 0;
    TtyLine line_;
    Observer observer_{device_ == "-"};
};

ExitStatus RunPull(const Arguments& arguments) {
    std::optional<std::string> output = arguments.Value("-o");
    if (arguments.operands().size() != 1 || !output) {
        Complain(output ? "pull: one DEVICE is to be given" : "pull: where to? -o DIR is missing");
        return kUnusable;
    }
    // A socket that the unit has closed is an error of a write, not the end of this program.
    std::signal(SIGPIPE, SIG_IGN);
    FileRecordFolder folder;
    if (Result<void> opened = folder.Open(*output); !opened) {
        Complain(*output, opened.error());
        return kUnusable;
    }
    return Pull(arguments.operands().front(), arguments).Run(folder);
}

}  // namespace

const Verb kPullVerb = {
    .name = "pull",
    .operands = "DEVICE -o DIR [--all] [--wait]",
    .summary = "get records from a unit over a serial line",
    .description =
        "Gets the records that were not handed over yet from `faultbox serve` at the other end of DEVICE: a terminal\n"
        "line such as /dev/ttyACM0, a Unix socket, or \"-\" for standard input and output. The unit marks a record as\n"
        "handed over once it is durable in DIR. What an interruption has left undone, the next pull goes on with.",
    .options = kOptions,
    .run = RunPull,
    .exit_status =
        "Exit status: 0 all that was offered is in DIR; 1 the line broke, nobody answered, or a record could not be "
        "had;\n"
        "2 wrong usage, or no such device or folder.\n",
};

}  // namespace faultbox::cli
