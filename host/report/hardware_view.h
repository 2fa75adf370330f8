#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/report/report.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// One stated fact with what it means.
struct DecodedFact {
    std::string name;  ///< The key behind its last dot: "port_type".
    std::string text;  ///< Used when `number` is absent.
    std::optional<uint64_t> number;
    bool hex = false;
    std::string meaning;          ///< "root port"; empty where the value speaks for itself.
    std::vector<FieldText> bits;  ///< Of a status word, in words.
};

/// One section of a hardware error: what one component reported.
struct HardwareSection {
    std::string type;  ///< "PCIe error"
    std::vector<DecodedFact> facts;
};

/// An event of kind hardware-error, put together from its facts `hw.*` and `section.*`.
struct HardwareError {
    std::vector<DecodedFact> facts;  ///< "source", "severity" and the like, in the order of the text.
    std::vector<HardwareSection> sections;
};

/// Facts of a record are untrusted: what has another key is put among `facts`.
HardwareError ViewHardwareError(const format::Event& event);

/// The facts of a DMA fault, EPT misconfiguration or other event that mean more than they say, each decoded.
std::vector<DecodedFact> DecodeFacts(const format::Event& event);

/// "0x2f04", "4" or the text.
std::string ValueText(const DecodedFact& fact);

}  // namespace faultbox
