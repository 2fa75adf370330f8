#include "host/cli/decode_input.h"

#include <format>

#include "host/cli/console.h"
#include "host/cli/read_file.h"
#include "host/input/detect.h"
#include "host/input/read_input.h"
#include "host/input/read_ramoops.h"
#include "target/oops/crash_event.h"

namespace faultbox::cli {
namespace {

// Lines that no rule could read, and what did not fit: the rest of the event is there.
bool ComplainAboutEvents(const DecodedInput& input) {
    bool found = false;
    for (const format::CrashRecord& record : input.records) {
        for (const format::Event& event : record.event()) {
            for (const format::Damage& damage : event.damage()) {
                if (damage.kind() != static_cast<uint32_t>(DamageKind::kUnreadable)) continue;
                Complain(std::format("{}:{}: not understood: {}", input.name, damage.line(), damage.text()));
                found = true;
            }
            if (event.dropped() == 0) continue;
            Complain(std::format("{}:{}: {} parts of the event did not fit", input.name, event.first_line(),
                                 event.dropped()));
            found = true;
        }
    }
    return found;
}

std::string FolderOf(const std::string& path) {
    return path.substr(0, path.rfind('/') + 1);
}

// "pstore/dmesg-ramoops-0, console-ramoops-0"
std::string JoinedNames(const std::vector<PstoreFile>& files) {
    std::string names;
    for (const PstoreFile& file : files) {
        names += names.empty() ? file.name : ", " + file.name.substr(FolderOf(file.name).size());
    }
    return names;
}

// Reads operand by operand, and keeps files of one pstore until they are all there.
class OperandReader {
  public:
    OperandReader(Delivery delivery, const std::function<bool(DecodedInput)>& take)
        : delivery_(delivery), take_(take) {}

    // False once no more is wanted.
    bool wants_more() const { return wants_more_; }

    void Read(const std::string& operand) {
        auto parsed = ParseInputOperand(operand);
        if (!parsed) {
            Complain(parsed.error());
            return Raise(kUnusable);
        }
        Result<std::vector<uint8_t>> content = ReadWholeFile(parsed->path);
        if (!content) {
            Complain(parsed->path, content.error());
            return Raise(kUnusable);
        }
        bool is_pstore =
            !parsed->region && !content->empty() && DetectKind(parsed->path, *content) == InputKind::kPstore;
        if (!is_pstore || (!pstore_.empty() && FolderOf(pstore_.front().name) != FolderOf(parsed->path))) Finish();
        if (is_pstore) {
            pstore_.push_back({parsed->path, *std::move(content)});
            return;
        }
        ReadParts(*parsed, *content);
    }

    void Finish() {
        if (pstore_.empty()) return;
        DecodedInput input{.name = JoinedNames(pstore_), .kind = InputKind::kPstore};
        Result<void> read = ReadPstoreFiles(pstore_, input);
        std::string name = input.name;
        Take(name, read ? Result<DecodedInput>(std::move(input)) : std::unexpected(read.error()));
        pstore_.clear();
    }

    ExitStatus status() const { return status_; }

  private:
    void ReadParts(const InputOperand& operand, Bytes content) {
        const InputParts::Take take = [&](DecodedInput part) {
            Take(operand.path, std::move(part));
            return wants_more_;
        };
        InputParts parts(take);
        InputParts* wanted = delivery_ == Delivery::kInParts ? &parts : nullptr;
        Result<DecodedInput> rest = ReadInput(operand.path, content, operand.region, wanted);
        const bool is_empty = rest && rest->records.empty() && rest->notes.empty();
        if (wants_more_ && !(parts.has_handed_on() && is_empty)) Take(operand.path, std::move(rest));
    }

    void Raise(ExitStatus status) { status_ = std::max(status_, status); }

    void Take(const std::string& name, Result<DecodedInput> input) {
        if (!input) {
            Complain(name, input.error());
            return Raise(kUnusable);
        }
        if (input->damaged) {
            for (const std::string& note : input->notes) Complain(std::format("{}: {}", input->name, note));
        }
        if (ComplainAboutEvents(*input) || input->damaged) Raise(kIncomplete);
        wants_more_ = wants_more_ && take_(*std::move(input));
    }

    Delivery delivery_;
    const std::function<bool(DecodedInput)>& take_;
    bool wants_more_ = true;
    std::vector<PstoreFile> pstore_;
    ExitStatus status_ = kDecoded;
};

}  // namespace

ExitStatus ReadOperands(const std::vector<std::string>& operands, Delivery delivery,
                        const std::function<bool(DecodedInput)>& take) {
    OperandReader reader(delivery, take);
    for (const std::string& operand : operands) {
        if (reader.wants_more()) reader.Read(operand);
    }
    if (reader.wants_more()) reader.Finish();
    return reader.status();
}

}  // namespace faultbox::cli
