// tests/decode/mci_status.txt: one status word a line, and what it says.
#include <gtest/gtest.h>

#include <charconv>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "arch/x86/machine_check_text.h"

namespace faultbox::x86 {
namespace {

uint64_t Number(const std::string& digits, int base) {
    uint64_t value = 0;
    auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    EXPECT_TRUE(parsed.ptr == digits.data() + digits.size() && !digits.empty()) << digits;
    return value;
}

std::string Join(const BitFields& fields) {
    std::string text;
    for (const BitField& field : fields) {
        if (field.meaning != nullptr) text += (text.empty() ? "" : ", ") + std::string(field.meaning);
    }
    return text;
}

// What stands behind the error code itself, the filter bit left out.
BitFields PartsOf(const MachineCheck& check) {
    BitFields parts;
    bool behind = false;
    for (const BitField& field : DescribeMciStatus(check)) {
        if (behind && field.name != std::string("F")) parts.Append(field);
        behind |= field.high == 15 && field.low == 0;
    }
    return parts;
}

std::string Describe(const MachineCheck& check) {
    std::string text = ClassName(Classify(check));
    const char* bank = BankName(check);
    text += std::string("; ") + (bank == nullptr ? "-" : bank) + "; " + CodeName(check);
    if (std::string parts = Join(PartsOf(check)); !parts.empty()) text += " (" + parts + ")";
    ModelText model = DescribeModelSpecific(check);
    std::string meaning = Join(model.fields);
    bool silent = !IsAmdLike(check.vendor) && Bits(check.status, 31, 16) == 0;
    if (meaning.empty()) meaning = model.reference == nullptr && !silent ? "not published" : "-";
    return text + "; " + meaning;
}

TEST(MciStatusWords, MeanWhatTheListSays) {
    std::ifstream list(FAULTBOX_TESTS_DIR "/decode/mci_status.txt");
    ASSERT_TRUE(list);
    size_t words = 0;
    for (std::string line; std::getline(list, line);) {
        if (line.empty() || line[0] == '#') continue;
        size_t arrow = line.find(" -> ");
        ASSERT_NE(arrow, std::string::npos) << line;
        std::istringstream input(line.substr(0, arrow));
        std::vector<std::string> columns;
        for (std::string column; input >> column;) columns.push_back(column);
        ASSERT_TRUE(columns.size() == 5 || columns.size() == 6) << line;
        MachineCheck check;
        check.vendor = VendorFromNumber(Number(columns[1], 10));
        check.cpuid = static_cast<uint32_t>(Number(columns[2], 16));
        check.bank = static_cast<uint32_t>(Number(columns[3], 10));
        if (columns.size() == 6) check.ipid = Number(columns[4], 16);
        check.status = Number(columns.back(), 16);
        EXPECT_EQ(Describe(check), line.substr(arrow + 4)) << line;
        ++words;
    }
    EXPECT_GE(words, 40u);
}

}  // namespace
}  // namespace faultbox::x86
