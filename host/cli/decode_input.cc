#include "host/cli/decode_input.h"

#include <format>

#include "host/cli/console.h"
#include "host/cli/read_file.h"
#include "host/input/read_input.h"
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

}  // namespace

ExitStatus ReadOperand(const std::string& operand, std::vector<DecodedInput>& inputs) {
    auto parsed = ParseInputOperand(operand);
    if (!parsed) {
        Complain(parsed.error());
        return kUnusable;
    }
    Result<std::vector<uint8_t>> content = ReadWholeFile(parsed->path);
    if (!content) {
        Complain(parsed->path, content.error());
        return kUnusable;
    }
    Result<DecodedInput> input = ReadInput(parsed->path, *content, parsed->region);
    if (!input) {
        Complain(parsed->path, input.error());
        return kUnusable;
    }
    if (input->damaged) {
        for (const std::string& note : input->notes) Complain(std::format("{}: {}", input->name, note));
    }
    bool incomplete = ComplainAboutEvents(*input) || input->damaged;
    inputs.push_back(std::move(*input));
    return incomplete ? kIncomplete : kDecoded;
}

}  // namespace faultbox::cli
