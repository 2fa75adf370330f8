// `faultbox core`: the kernel starts it for each process that dies of a signal, with the core on standard input.
//
// Two processes share the work. One reads what the crashed process has made, with no rights but its open descriptors;
// it hands over records, each whole, in shared memory. The other keeps root's rights for the store, and never looks at
// anything but finished records: it stores the last one, whatever became of the first process.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <new>

#include "arch/common/static_place.h"
#include "target/commands.h"
#include "target/confine.h"
#include "target/format/limits.h"
#include "target/give_up_root.h"
#include "target/hook_reporter.h"
#include "target/journal/file_directory.h"
#include "target/journal/record_store.h"
#include "target/rights/become_user.h"
#include "target/rights/fork_process.h"
#include "target/rights/system_call_filter.h"
#include "target/settings.h"
#include "target/usage.h"
#include "target/usercrash/core_options.h"
#include "target/usercrash/crash_collector.h"
#include "target/usercrash/crash_storer.h"
#include "target/usercrash/process_files.h"
#include "target/usercrash/stack_walker.h"
#include "target/usercrash/user_crash_writer.h"

namespace faultbox {
namespace {

using namespace usercrash;

constexpr rights::Limits kReaderLimits = {.address_space_bytes = 64 << 20, .cpu_seconds = 10, .deadline_seconds = 10};

// What the reader needs once its files are open: reading, memory for libunwind, and the end.
constexpr uint16_t kReaderCalls[] = {
    SYS_read,  SYS_pread64,        SYS_brk,          SYS_munmap, SYS_mprotect,   SYS_madvise,
    SYS_futex, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_exit,   SYS_exit_group, SYS_sigaltstack,
#ifdef SYS_mmap2
    SYS_mmap2,
#else
    SYS_mmap,
#endif
};

std::array<uint8_t, format::kMaxRecordBytes> g_scratch;
std::array<journal::RecordId, format::kMaxRecords> g_ids;
StaticPlace<UserCrash> g_crash;
StaticPlace<ProcessFiles> g_files;
StaticPlace<journal::FileDirectory> g_folder;
StaticPlace<journal::RecordStore> g_store;

// Memory of both processes: two places for records, of which the newest is whole.
struct Handover {
    std::atomic<uint32_t> newest;  // Index plus 1; 0: none yet.
    std::array<uint32_t, 2> sizes;
    std::array<std::array<uint8_t, format::kMaxRecordBytes>, 2> records;
};

Handover* MakeHandover() {
    void* memory = mmap(nullptr, sizeof(Handover), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? nullptr : new (memory) Handover;
}

class HandoverProgress : public Progress {
  public:
    HandoverProgress(Handover& handover, const harvest::SystemIdentity& system)
        : handover_(handover), system_(system) {}

    void Known(const UserCrash& crash) override {
        uint32_t place = handover_.newest.load() == 1 ? 1 : 0;
        Result<Bytes> record = WriteUserCrash(crash, system_, handover_.records[place]);
        if (!record) return;
        handover_.sizes[place] = static_cast<uint32_t>(record->size());
        handover_.newest.store(place + 1);
    }

  private:
    Handover& handover_;
    const harvest::SystemIdentity& system_;
};

Result<void> GiveUpRights(const rights::User& user) {
    PrepareStackWalks();
    if (Result<void> done = rights::SetLimits(kReaderLimits); !done) return done;
    if (Result<void> done = rights::DropRights(user); !done) return done;
    Result<bool> filtered = rights::AllowSystemCalls(kReaderCalls, rights::Refusal::kKill);
    if (!filtered) return std::unexpected(filtered.error());
    return {};
}

void FillProcess(const CoreOptions& options, const ProcessFiles& files, ProcessFacts& facts) {
    facts.pid = options.pid;
    facts.tid = options.tid;
    facts.signal = options.signal;
    facts.uid = options.uid;
    facts.gid = options.gid;
    facts.time_s = options.time_s;
    facts.start_ticks = files.start_ticks();
    facts.program = files.program();
}

// The process without rights.
ExitStatus ReadCrash(const CoreOptions& options, const ProcessFiles& files, bool is_there, HandoverProgress& progress) {
    UserCrash& crash = g_crash.Make();
    FillProcess(options, files, crash.process);
    DescriptorStream core(STDIN_FILENO);
    DescriptorStream maps(files.maps());
    DescriptorMemory memory(files.memory());
    CrashSources sources = {.core = core, .own_pid = files.status().own_pid};
    if (is_there) {
        sources.maps = &maps;
        sources.memory = &memory;
    }
    return CollectCrash(sources, crash, progress) ? kOk : kIncomplete;
}

// What the reader has handed over last; empty for nothing.
Bytes NewestOf(const Handover& handover) {
    uint32_t newest = handover.newest.load();
    if (newest == 0 || newest > 2 || handover.sizes[newest - 1] > format::kMaxRecordBytes) return {};
    return Bytes(handover.records[newest - 1]).first(handover.sizes[newest - 1]);
}

// The kernel starts it with the core on descriptor 0 and no other (kernel/umh.c, umh_pipe_setup): without these, what
// is said would go nowhere, and the next files to be opened would be standard output and error, of the hook as well.
void OpenStandardOutput() {
    int opened;
    do {
        opened = journal::OpenAt(AT_FDCWD, "/dev/kmsg", O_WRONLY);
        if (opened < 0) opened = journal::OpenAt(AT_FDCWD, "/dev/null", O_WRONLY);
    } while (opened >= 0 && opened <= STDERR_FILENO);
    if (opened >= 0) close(opened);
}

// The kernel waits for the reader of the core (core_pipe_limit), and a service's restart for the kernel.
void LetProcessGo(ProcessFiles& files) {
    files.Close();
    close(STDIN_FILENO);
    journal::OpenAt(AT_FDCWD, "/dev/null", O_RDONLY);
}

// A quarter is kept for the kernel's crashes: any program can crash under any number of names.
journal::Quota QuotaOfCrashes(const harvest::Options& options) {
    journal::Quota quota = harvest::QuotaOf(options);
    quota.max_bytes -= quota.max_bytes / 4;
    quota.max_records -= quota.max_records / 4;
    return quota;
}

ExitStatus Store(Bytes record, const CoreOptions& core, const harvest::Options& options, uint32_t boot,
                 journal::FileDirectory& folder, journal::Output& out, journal::Output& err) {
    bool is_given_up = GiveUpRoot(*options.settings, folder, rights::kNoCapability, err);
    HookReporter reporter(out, err, options.settings->hook);
    is_given_up &= Confine(err);
    if (record.empty()) {
        reporter.Problem("core", {ErrorCode::kMalformed, "nothing could be read of the process"});
        return kUnusable;
    }
    journal::RecordStore& store = g_store.Make(folder, g_scratch);
    journal::Pruner pruner(folder, store, g_ids);
    Result<StoredCrash> stored = CrashStorer(store, pruner, g_ids)
                                     .Store(record, core.time_s.value_or(0) * 1'000'000, boot, QuotaOfCrashes(options));
    if (!stored) {
        reporter.Problem(options.store, stored.error());
        return kIncomplete;
    }
    journal::RecordName name = journal::NameOf(stored->id);
    stored->is_repeat ? reporter.Repeated(name, 1) : reporter.Stored(name, record.size());
    return is_given_up ? kOk : kIncomplete;
}

}  // namespace

ExitStatus RunCore(std::span<const char* const> arguments, journal::Output& out, journal::Output& err) {
    OpenStandardOutput();
    std::expected<CoreOptions, harvest::UsageError> parsed = ParseCoreOptions(arguments);
    if (!parsed) {
        PutUsageError(err, parsed.error());
        return kUnusable;
    }
    if (parsed->help) {
        PutUsage("core", out);
        return kOk;
    }
    harvest::Options options;
    options.verb = harvest::Options::Verb::kCore;
    options.store = parsed->store;
    options.config = parsed->config;
    ExitStatus settings = ReadSettings(options, err);
    ProcessFiles& files = g_files.Make();
    Result<void> found = files.Open(parsed->proc, parsed->pid);
    if (!found) PutError(err, parsed->proc, found.error());
    journal::FileDirectory& folder = g_folder.Make();
    if (!OpenStoreFolder(options.store, true, folder, err)) return kUnusable;
    Handover* handover = MakeHandover();
    if (handover == nullptr) {
        PutError(err, options.store, {ErrorCode::kLimit, "no memory"});
        return kUnusable;
    }
    harvest::RunningSystem system;
    pid_t reader = rights::ForkProcess();
    if (reader == 0) {
        HandoverProgress progress(*handover, system);
        if (!GiveUpRights(parsed->user)) _exit(kUnusable);
        _exit(ReadCrash(*parsed, files, found.has_value(), progress));
    }
    int ended = 0;
    if (reader < 0 || waitpid(reader, &ended, 0) != reader) {
        PutError(err, "core", {ErrorCode::kIo, "cannot start the reader", static_cast<size_t>(errno)});
        return kUnusable;
    }
    LetProcessGo(files);
    ExitStatus status = Store(NewestOf(*handover), *parsed, options, harvest::BootOf(system), folder, out, err);
    if (status == kOk) status = settings;
    if (ended == 0 && found) return status;
    if (ended != 0) PutError(err, "core", {ErrorCode::kTruncated, "the process was not read to its end", 0});
    return status == kOk ? kIncomplete : status;
}

}  // namespace faultbox
