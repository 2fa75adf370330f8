#include "target/selftest/report.h"

#include <algorithm>
#include <numeric>

namespace faultbox::selftest {
namespace {

constexpr std::string_view kNames[] = {"ok", "fail", "cannot tell"};

size_t IndexOf(Outcome outcome) {
    return static_cast<size_t>(outcome);
}

void PutMember(record::TextSink& out, std::string_view name, std::string_view text) {
    out.Put("\"");
    out.Put(name);
    out.Put("\":\"");
    record::PutEscaped(out, AsBytes(text), record::Escape::kJson);
    out.Put("\"");
}

}  // namespace

Outcome SayUnreadable(const char* path, record::TextSink& say) {
    say.Put(path);
    say.Put(" cannot be read");
    return Outcome::kCannotTell;
}

void PutQuoted(record::TextSink& say, std::string_view text) {
    say.Put("\"");
    record::PutEscaped(say, AsBytes(text), record::Escape::kLine);
    say.Put("\"");
}

void Report::Begin() {
    out_.Put(json_ ? "{\"checks\":[" : "");
}

void Report::Add(std::string_view check, Outcome outcome, std::string_view finding, std::string_view remedy) {
    if (json_) {
        AddJson(check, outcome, finding, remedy);
    } else {
        AddLine(check, outcome, finding, remedy);
    }
    ++counts_[IndexOf(outcome)];
}

void Report::AddJson(std::string_view check, Outcome outcome, std::string_view finding, std::string_view remedy) {
    bool is_first = std::accumulate(counts_.begin(), counts_.end(), 0u) == 0;
    out_.Put(is_first ? "\n{" : ",\n{");
    PutMember(out_, "check", check);
    out_.Put(",");
    PutMember(out_, "outcome", kNames[IndexOf(outcome)]);
    out_.Put(",");
    PutMember(out_, "finding", finding);
    if (outcome != Outcome::kOk) {
        out_.Put(",");
        PutMember(out_, "remedy", remedy);
    }
    out_.Put("}");
}

void Report::AddLine(std::string_view check, Outcome outcome, std::string_view finding, std::string_view remedy) {
    out_.Put(kNames[IndexOf(outcome)]);
    out_.Put(": ");
    out_.Put(check);
    out_.Put(": ");
    out_.Put(finding);
    out_.Put("\n");
    if (outcome == Outcome::kOk) return;
    out_.Put("    ");
    out_.Put(remedy);
    out_.Put("\n");
}

void Report::End() {
    out_.Put(json_ ? "\n]" : "");
    for (size_t i = 0; i < counts_.size(); ++i) {
        constexpr std::string_view kMembers[] = {",\"ok\":", ",\"fail\":", ",\"cannot_tell\":"};
        constexpr std::string_view kWords[] = {" ok, ", " failed, ", " cannot tell\n"};
        out_.Put(json_ ? kMembers[i] : "");
        record::PutNumber(out_, counts_[i]);
        out_.Put(json_ ? "" : kWords[i]);
    }
    out_.Put(json_ ? "}\n" : "");
}

Outcome Report::outcome() const {
    if (counts_[IndexOf(Outcome::kFail)] != 0) return Outcome::kFail;
    return counts_[IndexOf(Outcome::kCannotTell)] != 0 ? Outcome::kCannotTell : Outcome::kOk;
}

}  // namespace faultbox::selftest
