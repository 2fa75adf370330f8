// Any bytes as console text: every view of every event lies inside the text or
// the parser, every line number is one of the text's,
// every range of trace entries is inside, and events come in order.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <source_location>
#include <string_view>

#include "target/oops/parser.h"

namespace faultbox {
namespace {

void Check(bool holds, std::source_location where = std::source_location::current()) {
    if (holds) return;
    fprintf(stderr, "the check in line %u failed\n", static_cast<unsigned>(where.line()));
    std::abort();
}

// Facts that the kernel's text implies without the word.
bool IsLiteral(std::string_view text) {
    constexpr std::string_view kLiterals[] = {"GHES",
                                              "BERT",
                                              "AER",
                                              "DPC",
                                              "interrupt remapping erratum",
                                              "interrupt remapping disabled",
                                              "PCIe error",
                                              "unknown",
                                              "unknown section",
                                              "info",
                                              "intel",
                                              "amd",
                                              "smmu",
                                              "smmu-v3",
                                              "read",
                                              "write",
                                              "interrupt",
                                              "nointremap",
                                              "BT"};
    for (std::string_view literal : kLiterals) {
        if (text == literal) return true;
    }
    return false;
}

class Checker : public EventSink {
  public:
    explicit Checker(std::string_view text) : text_(text) {
        LineScanner scanner(text);
        for (Line line; scanner.Next(line);) {
            Inside(line.text);
            Check(line.offset < text.size());
            lines_ = line.number;
        }
    }

    void SetParser(const OopsParser& parser) { parser_ = &parser; }

    void OnEvent(const CrashEvent& event) override {
        Check(event.first_line >= 1 && event.line_count >= 1);
        // Reports of two processors, and records of hardware errors, may overlap.
        Check(event.first_line >= first_line_);
        first_line_ = event.first_line;
        Check(event.first_line + event.line_count - 1 <= lines_);
        Check(!event.relation_to || *event.relation_to < count_);
        ++count_;
        for (std::string_view text :
             {event.headline, event.release, event.build, event.kernel_build_id, event.hardware, event.comm,
              event.workqueue, event.panic_reason, event.end_trace_id, event.source_location.file}) {
            Inside(text);
        }
        CheckLists(event);
        CheckTraces(event);
    }

  private:
    void Inside(std::string_view part) const {
        if (part.empty() || (parser_ && parser_->Owns(part))) return;
        Check(part.data() >= text_.data() && part.data() + part.size() <= text_.data() + text_.size());
    }

    void Inside(const CodeLocation& where) const {
        Inside(where.symbol);
        Inside(where.module);
        Inside(where.build_id);
    }

    void CheckLists(const CrashEvent& event) const {
        for (const Damage& damage : event.damage) {
            Check(damage.line >= 1 && damage.line <= lines_);
            Inside(damage.text);
            Inside(damage.other);
        }
        for (const RegisterNote& note : event.register_notes) {
            Inside(note.slab);
            Inside(note.text);
        }
        for (const LoadedModule& module : event.modules) {
            Inside(module.name);
            Inside(module.taint);
        }
        for (const PageTableEntry& entry : event.fault.page_table) Check(!entry.level.empty());
        for (const Fact& fact : event.facts) {
            if (!IsLiteral(fact.text)) Inside(fact.text);
        }
        Check(!event.code.fault_at || *event.code.fault_at < event.code.bytes.size() || event.code.bytes.full());
        Check(event.stack.words.empty() || event.stack.address);
    }

    void CheckTraces(const CrashEvent& event) const {
        Inside(event.pc);
        Inside(event.lr);
        for (const TraceEntry& entry : event.trace_entries) Inside(entry.where);
        for (const Trace& trace : event.traces) {
            Inside(trace.name);
            Check(size_t{trace.begin} + trace.count <= event.trace_entries.size());
        }
    }

    std::string_view text_;
    const OopsParser* parser_ = nullptr;
    uint32_t lines_ = 0;
    uint32_t first_line_ = 0;  ///< Of the event before.
    uint32_t count_ = 0;
};

}  // namespace
}  // namespace faultbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    faultbox::Checker checker(text);
    auto parser = std::make_unique<faultbox::OopsParser>(checker);
    checker.SetParser(*parser);
    parser->Parse(text);
    // Whatever the text, each byte costs a bounded number of looks.
    if (parser->work().bytes_tried > 6 * (text.size() + 1)) abort();
    return 0;
}
