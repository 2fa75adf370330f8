#include <format>

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

void Explain(const Arguments& arguments, const SymbolStore& symbols, Report& report) {
    AnalyzeOptions options;
    options.force = arguments.Has("--force");
    std::optional<std::string> folder = arguments.Value("--source");
    for (InputReport& input : report.inputs) {
        for (EventReport& event : input.events) {
            event.analysis = Analyze(*event.event, symbols, options);
            if (folder) event.sources = FindSources(*folder, event.analysis, PlaceOfBug(*event.event, event.analysis));
        }
    }
}

ExitStatus RunDecode(const Arguments& arguments) {
    if (arguments.operands().empty()) {
        Complain("decode: no input given; \"-\" reads standard input");
        return kUnusable;
    }
    std::vector<DecodedInput> inputs;
    ExitStatus status = ReadOperands(arguments.operands(), inputs);
    SymbolStore symbols;
    if (!LoadSymbols(arguments.Values("--symbols"), symbols)) status = kUnusable;
    Report report = CollectEvents(inputs);
    Explain(arguments, symbols, report);
    std::string text = arguments.Has("--json") ? WriteJson(report) : WriteText(report, WantsColor());
    bool printed = Print(text);
    KeepIndexes(symbols);
    return printed ? status : kUnusable;
}

}  // namespace

const Verb kDecodeVerb = {
    .name = "decode",
    .operands = "INPUT... [--symbols PATH]... [--source DIR] [--json] [--force]",
    .summary = "explain crashes from logs, pstore files, ramoops regions and records",
    .description =
        "Explains every crash in the inputs. INPUT is a kernel log of any kind, a pstore file, a raw ramoops region, "
        "or\n"
        "a record made by faultbox; which one is told by its content. \"-\" is standard input. Of a raw region whose\n"
        "zones cannot be found by themselves, the sizes can be given as the kernel got them:\n"
        "FILE:record=N,console=N,ftrace=N,pmsg=N,ecc=N,base=N,size=N, in bytes, with K or M behind.",
    .options = kOptions,
    .run = RunDecode,
};

}  // namespace faultbox::cli
