#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/report/report.h"

namespace faultbox {

/// A register that a kernel prints with a crash, taken apart.
struct RegisterText {
    std::string name;         ///< "fsr"
    std::string manual_name;  ///< "DFSR or IFSR, fault status"
    std::string remark;       ///< On the register as a whole; empty where there is nothing to say.
    uint64_t value = 0;
    bool is_fault_status = false;
    FaultText fault;  ///< Of other registers, only `fields`.
};

/// A heading and a table of bit fields for each register.
std::string WriteRegistersText(const std::vector<RegisterText>& registers, bool color);
std::string WriteRegistersJson(const std::string& arch, const std::vector<RegisterText>& registers);

}  // namespace faultbox
