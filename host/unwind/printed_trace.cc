#include "host/unwind/printed_trace.h"

#include <algorithm>
#include <format>

#include "host/code/call_before.h"
#include "host/elf/elf_file.h"

namespace faultbox::unwind {
namespace {

using Kind = CallBefore::Kind;

constexpr uint64_t kPage = 4096;  // Bytes.

std::string Name(const FramePlace& place) {
    return std::format("{}+0x{:x}", place.function.name, place.address - place.function.address);
}

std::string Name(const UnwoundFrame& frame) {
    if (frame.place.file == nullptr) return std::format("0x{:x}", frame.address);
    std::optional<Symbol> function = frame.place.file->FindSymbol(frame.place.address - 1);
    return function ? Name(FramePlace{frame.place.file, *function, frame.place.address})
                    : std::format("0x{:x}", frame.address);
}

bool IsSame(const FramePlace& printed, const UnwoundFrame& found) {
    return printed.file == found.place.file && printed.address == found.place.address;
}

// An exception enters assembler code without a call.
bool IsAssembler(const FramePlace& place) {
    const std::vector<CodeFrame>& frames = place.file->FramesAt(place.function.address);
    return frames.empty() || frames.back().file.ends_with(".S") || frames.back().file.ends_with(".s");
}

class Checker {
  public:
    Checker(std::span<const PrintedFrame> frames, const std::optional<FramePlace>& pc, const ArchAnalysis& analysis)
        : frames_(frames), pc_(pc), analysis_(analysis) {
        checked_.trust.assign(frames.size(), Trust::kPrinted);
    }

    CheckedTrace Run(const Unwinding* unwinding) {
        CheckCalls();
        if (unwinding != nullptr) CompareWith(*unwinding);
        return std::move(checked_);
    }

  private:
    void CheckCalls();
    Trust TrustByCall(const PrintedFrame& frame, const std::optional<FramePlace>& inner, bool same_context) const;
    void CompareWith(const Unwinding& unwinding);
    void Disagree(size_t index, const UnwoundFrame& found, const std::optional<FramePlace>& inner);

    std::span<const PrintedFrame> frames_;
    const std::optional<FramePlace>& pc_;
    const ArchAnalysis& analysis_;
    CheckedTrace checked_;
};

void Checker::CheckCalls() {
    std::optional<FramePlace> inner = pc_;
    unsigned context = frames_.empty() ? 0 : frames_.front().context;
    for (size_t i = 0; i < frames_.size(); ++i) {
        const PrintedFrame& frame = frames_[i];
        bool same_context = frame.context == context;
        if (frame.is_pc) checked_.trust[i] = Trust::kConfirmed;
        if (frame.is_return && frame.place) checked_.trust[i] = TrustByCall(frame, inner, same_context);
        if (!frame.reliable) continue;
        inner = frame.place;
        context = frame.context;
    }
}

Trust Checker::TrustByCall(const PrintedFrame& frame, const std::optional<FramePlace>& inner, bool same_context) const {
    CallBefore call = FindCallBefore(*frame.place->file, analysis_, frame.place->function, frame.place->address);
    if (call.kind == Kind::kNone) {
        // Where an exception came between, the frame is the interrupted instruction.
        bool may_be_interrupted = !same_context || !inner || IsAssembler(*inner);
        return frame.reliable && may_be_interrupted ? Trust::kPrinted : Trust::kRuledOut;
    }
    bool enters = inner && same_context && Enters(call, *frame.place->file, *inner->file, inner->function);
    return frame.reliable && enters ? Trust::kConfirmed : Trust::kPrinted;
}

void Checker::CompareWith(const Unwinding& unwinding) {
    std::optional<FramePlace> inner = pc_;
    size_t next = 0;
    for (size_t i = 0; i < frames_.size() && next < unwinding.frames.size(); ++i) {
        const PrintedFrame& frame = frames_[i];
        const UnwoundFrame& found = unwinding.frames[next];
        bool same = !frame.is_pc && frame.place && IsSame(*frame.place, found);
        if (same) {
            checked_.trust[i] = Trust::kConfirmed;
            ++next;
        } else if (frame.reliable && frame.is_return) {
            // A frame whose symbol file is missing can be neither the same nor another.
            if (frame.place) Disagree(i, found, inner);
            return;
        }
        if (same || (frame.reliable && !frame.is_pc)) inner = frame.place;
    }
}

// Where the unwinder's caller calls the function inside it and the kernel's does not, the kernel's is wrong. An address
// alone is neither the same as a place in a module nor another.
void Checker::Disagree(size_t index, const UnwoundFrame& found, const std::optional<FramePlace>& inner) {
    if (found.place.file == nullptr && frames_[index].place->file->identity().is_relocatable) return;
    checked_.notes.push_back(
        std::format("the unwinder finds {} where the kernel printed {}", Name(found), Name(*frames_[index].place)));
    if (found.place.file == nullptr || !inner || checked_.trust[index] != Trust::kPrinted) return;
    std::optional<Symbol> function = found.place.file->FindSymbol(found.place.address - 1);
    if (!function) return;
    CallBefore call = FindCallBefore(*found.place.file, analysis_, *function, found.place.address);
    if (Enters(call, *found.place.file, *inner->file, inner->function)) checked_.trust[index] = Trust::kRuledOut;
}

}  // namespace

std::optional<LearntPlace> LearnPlace(std::span<const PrintedFrame> frames, const Unwinding& unwinding) {
    size_t next = 0;
    for (const PrintedFrame& frame : frames) {
        if (next == unwinding.frames.size()) break;
        const UnwoundFrame& found = unwinding.frames[next];
        if (!frame.is_pc && frame.place && IsSame(*frame.place, found)) {
            ++next;
        } else if (frame.reliable && frame.is_return) {
            const bool is_open =
                frame.place && found.place.file == nullptr && frame.place->file->identity().is_relocatable;
            if (!is_open) break;
            // The byte before a return address is that of the call, whatever function follows.
            const uint64_t call = frame.place->address - 1;
            const elf::Section* section = frame.place->file->elf().FindSectionAt(call);
            if (section == nullptr || (found.address - 1 - (call - section->address)) % kPage != 0) break;
            return LearntPlace{{frame.place->file, call}, found.address - 1};
        }
    }
    return std::nullopt;
}

CheckedTrace CheckPrintedTrace(std::span<const PrintedFrame> frames, const std::optional<FramePlace>& pc,
                               const ArchAnalysis& analysis, const Unwinding* unwinding) {
    return Checker(frames, pc, analysis).Run(unwinding);
}

}  // namespace faultbox::unwind
