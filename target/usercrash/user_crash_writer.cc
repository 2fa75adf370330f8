#include "target/usercrash/user_crash_writer.h"

#include <algorithm>

#include "arch/common/static_place.h"
#include "target/format/crash_record.pb.h"
#include "target/record/fnv.h"
#include "target/record/record_writer.h"
#include "target/record/text_sink.h"

namespace faultbox::usercrash {
namespace {

using record::MessageWriter;

constexpr size_t kSignatureFrames = 5;

struct SignalName {
    uint8_t number;
    const char* name;
};

// Of those whose default action is a core (signal(7)), with the numbers of ARM and x86.
constexpr SignalName kSignalNames[] = {
    {3, "SIGQUIT"}, {4, "SIGILL"},   {5, "SIGTRAP"},  {6, "SIGABRT"},  {7, "SIGBUS"},
    {8, "SIGFPE"},  {11, "SIGSEGV"}, {24, "SIGXCPU"}, {25, "SIGXFSZ"}, {31, "SIGSYS"},
};

// Where the call of abort() ends up: whoever called these is to blame.
constexpr std::string_view kRuntimeFiles[] = {"libc.so", "libc-", "libpthread", "libstdc++", "libc++", "ld-", "[vdso]"};

std::string_view FileName(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

uint32_t SignalOf(const UserCrash& crash) {
    return crash.core.signal ? crash.core.signal->number : crash.process.signal;
}

const Module* ModuleOf(const UserCrash& crash, const UserFrame& frame) {
    return frame.module < crash.map.modules.size() ? &crash.map.modules[frame.module] : nullptr;
}

bool IsRuntime(const UserCrash& crash, const UserFrame& frame) {
    const Module* module = ModuleOf(crash, frame);
    if (module == nullptr) return true;
    std::string_view name = FileName(module->path);
    return std::ranges::any_of(kRuntimeFiles, [=](std::string_view begin) { return name.starts_with(begin); });
}

// The same on every boot: of position-independent code the place in its file.
uint64_t PlaceInFile(const Module& module, uint64_t address) {
    return module.has_headers ? address - module.bias : address - module.code_begin + module.code_file_offset;
}

// "mediaserver: SIGSEGV in libplay.so"
void WriteHeadline(const UserCrash& crash, record::TextSink& line) {
    uint32_t number = SignalOf(crash);
    auto named = std::ranges::find(kSignalNames, number, &SignalName::number);
    line.Put(crash.core.comm);
    line.Put(crash.core.comm.empty() ? "" : ": ");
    if (named != std::end(kSignalNames)) {
        line.Put(named->name);
    } else {
        line.Put("signal ");
        record::PutNumber(line, number);
    }
    if (crash.stacks[0].frames.empty()) return;
    const Module* module = ModuleOf(crash, crash.stacks[0].frames[0]);
    line.Put(module == nullptr ? "" : " in ");
    line.Put(module == nullptr ? "" : FileName(module->path));
}

void FillCode(const UserCrash& crash, uint64_t pc, CrashEvent& event) {
    if (pc < crash.code_address || pc - crash.code_address >= crash.code.size()) return;
    for (uint8_t byte : crash.code) event.code.bytes.Append(byte);
    event.code.fault_at = static_cast<uint8_t>(pc - crash.code_address);
    // Thumb's code is written in halfwords; bit 5 of the program status register says that it is Thumb.
    bool is_thumb = event.arch == Arch::kArm && (event.registers.Get(16).value_or(0) & 0x20) != 0;
    event.code.unit = IsX86(event.arch) ? 1 : is_thumb ? 2 : 4;
}

void FillStack(const UserCrash& crash, unsigned word_size, CrashEvent& event) {
    if (crash.stack.empty()) return;
    event.stack.address = crash.stack_address;
    event.stack.word_size = static_cast<uint8_t>(word_size);
    for (size_t at = 0; at + word_size <= crash.stack.size(); at += word_size) {
        uint64_t word = 0;
        for (unsigned i = 0; i < word_size; ++i) word |= uint64_t{crash.stack[at + i]} << (8 * i);
        event.stack.words.Append(word);
    }
}

void FillEvent(const UserCrash& crash, std::string_view headline, CrashEvent& event) {
    event.kind = EventKind::kUserCrash;
    event.severity = Severity::kError;
    event.headline = headline;
    event.pid = crash.process.pid;
    event.comm = crash.core.comm;
    if (crash.core.signal) event.fault.address = crash.core.signal->address;
    const ThreadLayout* layout = crash.core.layout;
    if (layout == nullptr || crash.core.threads.empty()) return;
    event.arch = layout->arch;
    event.registers = crash.core.threads[0].registers;
    FillCode(crash, event.registers.Get(layout->pc).value_or(0), event);
    FillStack(crash, layout->word_size, event);
}

void WriteModule(const Module& module, MessageWriter& writer) {
    using format::UserModule;
    writer.NonEmpty(UserModule::kPathFieldNumber, module.path);
    writer.NonEmpty(UserModule::kBuildIdFieldNumber, AsText(module.build_id));
    writer.Uint(UserModule::kAddressFieldNumber, module.begin);
    writer.Uint(UserModule::kSizeFieldNumber, module.end - module.begin);
    if (module.has_headers) {
        writer.Uint(UserModule::kBiasFieldNumber, module.bias);
    } else {
        writer.Uint(UserModule::kCodeAddressFieldNumber, module.code_begin);
        writer.Uint(UserModule::kCodeFileOffsetFieldNumber, module.code_file_offset);
    }
}

void WriteThread(const CoreThread& thread, const ThreadStack& stack, MessageWriter& writer) {
    using format::UserFrame;
    writer.Uint(format::UserThread::kTidFieldNumber, thread.tid);
    writer.Uint(format::UserThread::kEndFieldNumber, static_cast<uint8_t>(stack.end));
    for (const usercrash::UserFrame& frame : stack.frames) {
        writer.Nested(format::UserThread::kFrameFieldNumber, [&] {
            writer.Uint(UserFrame::kAddressFieldNumber, frame.address);
            if (frame.module != kNoModule) writer.Uint(UserFrame::kModuleFieldNumber, frame.module);
            if (frame.trust != FrameTrust::kUnwindTable) {
                writer.Uint(UserFrame::kTrustFieldNumber, static_cast<uint8_t>(frame.trust));
            }
            bool is_first = &frame == stack.frames.begin();
            writer.Flag(UserFrame::kInterruptedFieldNumber, frame.interrupted && !is_first);
        });
    }
}

// protobuf, "Signed Integers": zigzag.
uint32_t Zigzag(int32_t value) {
    return static_cast<uint32_t>(value) << 1 ^ (value < 0 ? UINT32_MAX : 0);
}

void WriteMessage(const void* context, MessageWriter& writer) {
    using Message = format::UserCrash;
    const UserCrash& crash = *static_cast<const UserCrash*>(context);
    writer.Uint(Message::kSignalFieldNumber, SignalOf(crash));
    if (crash.core.signal) {
        writer.Uint(Message::kCodeFieldNumber, Zigzag(crash.core.signal->code));
        writer.Optional(Message::kSenderPidFieldNumber, crash.core.signal->sender);
    }
    writer.Optional(Message::kUidFieldNumber, crash.process.uid);
    writer.Optional(Message::kGidFieldNumber, crash.process.gid);
    writer.Optional(Message::kTimeSFieldNumber, crash.process.time_s);
    writer.NonEmpty(Message::kProgramFieldNumber, crash.process.program);
    for (const Module& module : crash.map.modules) {
        writer.Nested(Message::kModuleFieldNumber, [&] { WriteModule(module, writer); });
    }
    for (size_t i = 0; i < crash.core.threads.size(); ++i) {
        writer.Nested(Message::kThreadFieldNumber,
                      [&] { WriteThread(crash.core.threads[i], crash.stacks[i], writer); });
    }
    if (uint32_t dropped = crash.core.threads.dropped()) writer.Uint(Message::kDroppedThreadsFieldNumber, dropped);
    if (uint32_t dropped = crash.map.modules.dropped()) writer.Uint(Message::kDroppedModulesFieldNumber, dropped);
}

// A process crashes once: boot, number and start tell it apart from all others.
uint64_t SightingOf(const UserCrash& crash, const harvest::SystemIdentity& system) {
    record::Fnv1a hash;
    hash.Add(AsText(system.boot_id()));
    hash.AddNumber(crash.process.pid);
    hash.AddNumber(crash.process.start_ticks.value_or(0));
    hash.AddNumber(crash.process.time_s.value_or(0));
    return hash.hash();
}

}  // namespace

uint64_t SignatureOf(const UserCrash& crash) {
    record::Fnv1a hash;
    hash.Add(static_cast<uint8_t>(EventKind::kUserCrash));
    hash.Add(static_cast<uint8_t>(SignalOf(crash)));
    hash.Add(FileName(crash.process.program));
    hash.Add(uint8_t{0});
    std::span<const UserFrame> frames = crash.stacks[0].frames;
    auto first = std::ranges::find_if(frames, [&](const UserFrame& frame) { return !IsRuntime(crash, frame); });
    if (first != frames.end()) frames = frames.subspan(static_cast<size_t>(first - frames.begin()));
    for (const UserFrame& frame : frames.first(std::min(frames.size(), kSignatureFrames))) {
        const Module* module = ModuleOf(crash, frame);
        if (module == nullptr) continue;
        hash.Add(FileName(module->path));
        hash.Add(uint8_t{0});
        hash.AddNumber(PlaceInFile(*module, frame.address));
    }
    return hash.hash();
}

Result<Bytes> WriteUserCrash(const UserCrash& crash, const harvest::SystemIdentity& system, std::span<uint8_t> buffer) {
    record::RecordWriter writer(buffer);
    record::SourceFacts source;
    source.name = std::string_view("core");
    writer.AddSource(source, std::nullopt);
    record::BoundedText<96> headline;
    WriteHeadline(crash, headline);
    static StaticPlace<CrashEvent> place;
    CrashEvent& event = place.Make();
    FillEvent(crash, headline.view(), event);
    writer.AddEvent(event, {});
    writer.AddMessage(format::CrashRecord::kUserCrashFieldNumber, "the process did not fit into the record",
                      WriteMessage, &crash);
    writer.AddIdentity({.release = system.release(),
                        .version = system.version(),
                        .machine = system.machine(),
                        .build_id = system.kernel_build_id(),
                        .boot_id = system.boot_id()});
    for (const char* note : crash.notes) writer.AddNote(note);
    const uint64_t sightings[] = {SightingOf(crash, system)};
    return writer.Finish(SignatureOf(crash), sightings);
}

}  // namespace faultbox::usercrash
