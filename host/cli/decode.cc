#include <memory>
#include <utility>

#include "host/cli/console.h"
#include "host/cli/decode_input.h"
#include "host/cli/source_excerpt.h"
#include "host/cli/symbol_files.h"
#include "host/cli/verb.h"
#include "host/explain/analyze.h"
#include "host/report/json.h"
#include "host/report/text.h"

namespace faultbox::cli {
namespace {

constexpr Option kOptions[] = {
    {"--symbols", "PATH", "an ELF file, System.map or BTF, or a folder to search for ELF files; may be repeated"},
    {"--source", "DIR", "show the lines of the crash, the faulting expression marked, from the source tree DIR"},
    {"--json", nullptr, "print JSON, see docs/json.md"},
    {"--json-lines", nullptr, "print the JSON of each record on a line of its own"},
    {"--force", nullptr, "use symbol files although they do not fit the crash"},
};

/// "kernel BUG at ./include/linux/skbuff.h:2583!": what the kernel stated itself. Which function that is in, inlined or
/// not, it does not say. Where it printed no place, that of the image's table.
SourceFrame PlaceOfBug(const format::Event& event, const EventAnalysis& analysis) {
    if (!event.has_source_file() && analysis.bug_place) {
        return {.file = analysis.bug_place->file, .line = analysis.bug_place->line};
    }
    return {.file = event.source_file(), .line = event.source_line()};
}

class Explainer {
  public:
    Explainer(const Arguments& arguments, const SymbolStore& symbols)
        : symbols_(symbols),
          options_{.force = arguments.Has("--force")},
          analyzer_(symbols, options_),
          sources_(arguments.Value("--source")) {}

    void Explain(Report& report) {
        for (InputReport& input : report.inputs) {
            for (EventReport& event : input.events) Explain(event);
        }
    }

  private:
    void Explain(EventReport& event) {
        if (event.record->has_user_crash() && event.event == &event.record->event(0)) {
            event.user = AnalyzeUserCrash(event.record->user_crash(), symbols_, options_);
            event.analysis = std::make_shared<EventAnalysis>(SummarizeUserCrash(*event.record, *event.user));
        } else {
            event.analysis = analyzer_.Analyze(*event.event);
            event.verdict_by_text = VerdictByText(*event.event);
        }
        if (!sources_) return;
        event.sources = FindSources(*sources_, *event.analysis, PlaceOfBug(*event.event, *event.analysis));
    }

    const SymbolStore& symbols_;
    AnalyzeOptions options_;
    Analyzer analyzer_;
    std::optional<std::string> sources_;  // A folder.
};

ExitStatus ReadAllInputs(const Arguments& arguments, std::vector<DecodedInput>& inputs) {
    return ReadOperands(arguments.operands(), Delivery::kWhole, [&](DecodedInput input) {
        inputs.push_back(std::move(input));
        return true;
    });
}

bool PrintReport(const std::vector<DecodedInput>& inputs, Explainer& explainer, bool is_json) {
    Report report = CollectEvents(inputs);
    explainer.Explain(report);
    return Print(is_json ? WriteJson(report) : WriteText(report, WantsColor()));
}

// Prints lines in portions, so that they cost few system calls and no memory each.
class LinePrinter {
  public:
    explicit LinePrinter(Explainer& explainer) : explainer_(explainer) {}

    // Of an input or a part of it: a line for each record, or one without events. False when they could not be written.
    bool PrintInput(const DecodedInput& input) {
        Report report{.inputs = {{.input = &input, .events = {}}}};
        if (input.records.empty()) lines_.Add(report, true);
        for (const format::CrashRecord& record : input.records) {
            report.inputs[0].events = CollectEvents(record);
            explainer_.Explain(report);
            // The notes stand in the first line.
            lines_.Add(report, &record == &input.records.front());
            if (lines_.text().size() >= kPortionBytes && !Flush()) return false;
        }
        return Flush();
    }

  private:
    static constexpr size_t kPortionBytes = size_t{128} << 10;

    bool Flush() {
        bool printed = Print(lines_.text());
        lines_.Clear();
        return printed;
    }

    Explainer& explainer_;
    JsonLines lines_;
};

// The lines of a part are out before the next one is read, so that memory holds one at a time.
ExitStatus PrintLines(const Arguments& arguments, Explainer& explainer) {
    LinePrinter printer(explainer);
    bool printed = true;
    auto print = [&](const DecodedInput& input) { return printed = printer.PrintInput(input); };
    const ExitStatus status = ReadOperands(arguments.operands(), Delivery::kInParts, print);
    return printed ? status : kUnusable;
}

ExitStatus RunDecode(const Arguments& arguments) {
    if (arguments.operands().empty()) {
        Complain("decode: no input given; \"-\" reads standard input");
        return kUnusable;
    }
    const bool by_lines = arguments.Has("--json-lines");
    if (by_lines && arguments.Has("--json")) {
        Complain("decode: either --json or --json-lines");
        return kUnusable;
    }
    std::vector<DecodedInput> inputs;  // Of a document: lines are printed as inputs are read.
    ExitStatus status = by_lines ? kDecoded : ReadAllInputs(arguments, inputs);
    SymbolStore symbols;
    const bool loaded = LoadSymbols(arguments.Values("--symbols"), symbols);
    Explainer explainer(arguments, symbols);
    if (by_lines) {
        status = PrintLines(arguments, explainer);
    } else if (!PrintReport(inputs, explainer, arguments.Has("--json"))) {
        status = kUnusable;
    }
    KeepIndexes(symbols);
    return loaded ? status : kUnusable;
}

}  // namespace

const Verb kDecodeVerb = {
    .name = "decode",
    .operands = "INPUT... [--symbols PATH]... [--source DIR] [--json | --json-lines] [--force]",
    .summary = "explain crashes from logs, pstore files, ramoops regions and records",
    .description =
        "Explains every crash in the inputs. INPUT is a kernel log of any kind, a pstore file, a raw ramoops region, "
        "a\n"
        "record or a bundle of records made by faultbox; which one is told by its content. \"-\" is standard input. Of "
        "a raw region whose\n"
        "zones cannot be found by themselves, the sizes can be given as the kernel got them:\n"
        "FILE:record=N,console=N,ftrace=N,pmsg=N,ecc=N,base=N,size=N, in bytes, with K or M behind.",
    .options = kOptions,
    .run = RunDecode,
};

}  // namespace faultbox::cli
