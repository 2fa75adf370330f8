#include "target/usercrash/core_notes.h"

#include <algorithm>
#include <array>

#include "arch/common/byte_reader.h"

namespace faultbox::usercrash {
namespace {

// elf.h
constexpr uint32_t kElfMagic = 0x464c457f;
constexpr uint8_t kClass64 = 2;
constexpr uint8_t kLittleEndian = 1;
constexpr uint16_t kTypeCore = 4;
constexpr uint32_t kSegmentNote = 4;
constexpr uint32_t kNotePrStatus = 1;
constexpr uint32_t kNotePrPsInfo = 3;
constexpr uint32_t kNoteSigInfo = 0x53494749;

// The kernel puts the notes first; debuggers may put segments before them.
constexpr uint16_t kMaxSegments = 4096;
// NT_PRSTATUS of arm64 is the largest that is wanted.
constexpr size_t kMaxDescriptor = 512;
// siginfo.h: codes above it are not the kernel's report of a fault at an address.
constexpr int32_t kSiKernel = 0x80;
// pr_fname and, behind it, pr_psargs end struct elf_prpsinfo.
constexpr size_t kNameFromEnd = 96;
constexpr size_t kNameSize = 16;

class Notes {
  public:
    Notes(ByteStream& stream, CoreFacts& facts) : stream_(stream), facts_(facts) {}

    Result<void> Read() {
        if (Result<void> done = ReadHeader(); !done) return done;
        if (Result<void> done = FindNotes(); !done) return done;
        return ReadNotes();
    }

  private:
    Result<Bytes> Take(size_t size) {
        Result<size_t> got = stream_.Read(std::span(buffer_).first(size));
        if (!got) return std::unexpected(got.error());
        offset_ += *got;
        if (*got != size) return Fail(ErrorCode::kTruncated, "the core ends early", offset_);
        return Bytes(buffer_).first(size);
    }

    Result<void> Skip(uint64_t size) {
        while (size != 0) {
            size_t part = size < buffer_.size() ? static_cast<size_t>(size) : buffer_.size();
            if (Result<Bytes> skipped = Take(part); !skipped) return std::unexpected(skipped.error());
            size -= part;
        }
        return {};
    }

    Result<void> ReadHeader();
    Result<void> FindNotes();
    Result<void> ReadNotes();
    Result<void> ReadNote();
    void ReadThread(ByteReader reader);
    void ReadSignal(ByteReader reader);
    void ReadProcess(Bytes info);

    ByteStream& stream_;
    CoreFacts& facts_;
    uint64_t offset_ = 0;
    uint64_t notes_end_ = 0;
    bool is_64_ = false;
    uint64_t segments_offset_ = 0;
    uint16_t segment_size_ = 0;
    uint16_t segment_count_ = 0;
    std::array<uint8_t, kMaxDescriptor> buffer_;
};

Result<void> Notes::ReadHeader() {
    Result<Bytes> ident = Take(16);
    if (!ident) return std::unexpected(ident.error());
    ByteReader reader(*ident);
    if (reader.U32() != kElfMagic) return Fail(ErrorCode::kMalformed, "the core is no ELF file", 0);
    is_64_ = reader.U8() == kClass64;
    if (reader.U8() != kLittleEndian) return Fail(ErrorCode::kUnsupported, "byte order of the core", 5);
    Result<Bytes> rest = Take(is_64_ ? 48 : 36);
    if (!rest) return std::unexpected(rest.error());
    ByteReader header(*rest);
    if (header.U16() != kTypeCore) return Fail(ErrorCode::kMalformed, "the ELF file is no core", 16);
    facts_.layout = FindLayout(header.U16(), is_64_);
    if (facts_.layout == nullptr) return Fail(ErrorCode::kUnsupported, "the CPU of the core", 18);
    header.Skip(is_64_ ? 12 : 8);
    segments_offset_ = header.Unsigned(facts_.layout->word_size);
    header.Skip(is_64_ ? 14 : 10);
    segment_size_ = header.U16();
    segment_count_ = std::min(header.U16(), kMaxSegments);
    return {};
}

Result<void> Notes::FindNotes() {
    size_t needed = is_64_ ? 56 : 32;
    if (segment_size_ < needed || segment_size_ > buffer_.size() || segments_offset_ < offset_) {
        return Fail(ErrorCode::kMalformed, "program headers of the core", offset_);
    }
    if (Result<void> done = Skip(segments_offset_ - offset_); !done) return done;
    for (uint16_t i = 0; i < segment_count_; ++i) {
        Result<Bytes> segment = Take(segment_size_);
        if (!segment) return std::unexpected(segment.error());
        ByteReader reader(*segment);
        if (reader.U32() != kSegmentNote) continue;
        if (is_64_) reader.Skip(4);
        uint64_t begin = reader.Unsigned(facts_.layout->word_size);
        reader.Skip(2 * facts_.layout->word_size);
        uint64_t size = reader.Unsigned(facts_.layout->word_size);
        if (begin < offset_ || size > UINT64_MAX - begin) {
            return Fail(ErrorCode::kMalformed, "place of the core's notes", offset_);
        }
        notes_end_ = begin + size;
        return Skip(begin - offset_);
    }
    return Fail(ErrorCode::kNotFound, "the core has no notes", offset_);
}

Result<void> Notes::ReadNotes() {
    while (offset_ < notes_end_ && notes_end_ - offset_ >= 12) {
        if (Result<void> done = ReadNote(); !done) return done;
    }
    if (facts_.threads.empty()) return Fail(ErrorCode::kNotFound, "the core has no thread", offset_);
    return {};
}

// System V gABI, "Note Section"; name and descriptor are padded to four bytes in cores of both classes.
Result<void> Notes::ReadNote() {
    Result<Bytes> head = Take(12);
    if (!head) return std::unexpected(head.error());
    ByteReader reader(*head);
    uint64_t name_size = (uint64_t{reader.U32()} + 3) & ~uint64_t{3};
    uint32_t size = reader.U32();
    uint32_t type = reader.U32();
    uint64_t padded = (uint64_t{size} + 3) & ~uint64_t{3};
    if (name_size + padded > notes_end_ - offset_) return Fail(ErrorCode::kMalformed, "size of a note", offset_);
    // The owner of all that is wanted is "CORE".
    bool is_wanted = type == kNotePrStatus || type == kNotePrPsInfo || type == kNoteSigInfo;
    constexpr std::string_view kOwner("CORE\0\0\0\0", 8);
    if (is_wanted && name_size == kOwner.size()) {
        Result<Bytes> name = Take(kOwner.size());
        if (!name) return std::unexpected(name.error());
        is_wanted = AsText(*name) == kOwner;
    } else {
        is_wanted = false;
        if (Result<void> skipped = Skip(name_size); !skipped) return skipped;
    }
    if (!is_wanted) return Skip(padded);
    size_t kept = padded < buffer_.size() ? static_cast<size_t>(padded) : buffer_.size();
    Result<Bytes> descriptor = Take(kept);
    if (!descriptor) return std::unexpected(descriptor.error());
    Bytes content = descriptor->first(size < kept ? size : kept);
    if (type == kNotePrStatus) ReadThread(ByteReader(content));
    if (type == kNotePrPsInfo) ReadProcess(content);
    if (type == kNoteSigInfo) ReadSignal(ByteReader(content));
    return Skip(padded - kept);
}

void Notes::ReadThread(ByteReader reader) {
    const ThreadLayout& layout = *facts_.layout;
    CoreThread thread;
    reader.Seek(layout.tid_offset);
    thread.tid = reader.U32();
    reader.Seek(layout.registers_offset);
    for (RegisterId id : layout.registers) {
        uint64_t value = reader.Unsigned(layout.word_size);
        if (reader.ok()) thread.registers.Set(id, value);
    }
    // A thread without a pc would be one of which nothing is known.
    if (thread.registers.Has(layout.pc)) facts_.threads.Append(thread);
}

bool HasAddress(const SignalInfo& info) {
    constexpr uint32_t kFaults = 1u << 4 | 1u << 5 | 1u << 7 | 1u << 8 | 1u << 11;  // ILL TRAP BUS FPE SEGV
    bool is_fault = info.number < 32 && (kFaults >> info.number & 1) != 0;
    return is_fault && info.code > 0 && info.code < kSiKernel;
}

// SI_USER, SI_QUEUE and SI_TKILL: kill, sigqueue and tgkill.
bool IsSent(int32_t code) {
    return code == 0 || code == -1 || code == -6;
}

// siginfo_t (include/uapi/asm-generic/siginfo.h): the union begins at its own alignment behind three ints.
void Notes::ReadSignal(ByteReader reader) {
    SignalInfo info;
    info.number = reader.U32();
    reader.Skip(4);
    info.code = static_cast<int32_t>(reader.U32());
    if (is_64_) reader.Skip(4);
    if (!reader.ok() || facts_.signal) return;
    ByteReader at_pid = reader;
    uint64_t address = reader.Unsigned(facts_.layout->word_size);
    if (reader.ok() && HasAddress(info)) info.address = address;
    uint32_t sender = at_pid.U32();
    if (at_pid.ok() && IsSent(info.code)) info.sender = sender;
    facts_.signal = info;
}

// struct elf_prpsinfo: its identifiers are of 2 or 4 bytes, so that pr_pid too is found from the end.
void Notes::ReadProcess(Bytes info) {
    constexpr size_t kIdsFromEnd = kNameFromEnd + 16;
    if (info.size() < kIdsFromEnd || facts_.pid) return;
    ByteReader reader(info);
    reader.Seek(info.size() - kIdsFromEnd);
    facts_.pid = reader.U32();
    std::string_view name = AsText(info).substr(info.size() - kNameFromEnd, kNameSize);
    facts_.comm = name.substr(0, name.find('\0'));
}

}  // namespace

Result<void> ReadCoreNotes(ByteStream& stream, CoreFacts& facts) {
    return Notes(stream, facts).Read();
}

}  // namespace faultbox::usercrash
