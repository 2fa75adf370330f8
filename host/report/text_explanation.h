#pragma once

#include "host/report/report.h"
#include "host/report/text_writer.h"

namespace faultbox {

/// What happened, in one sentence, and why no member is named where none is.
void WriteVerdict(TextWriter& text, const EventReport& report);
/// The findings with their evidence.
void WriteFindings(TextWriter& text, const EventAnalysis& analysis);
/// "struct rpmsg_endpoint +0x2c: priv (void *, 4 bytes)".
std::string DescribeMember(const MemberAt& member);

}  // namespace faultbox
