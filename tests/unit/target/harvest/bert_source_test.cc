#include "target/harvest/bert_source.h"

#include <gtest/gtest.h>

#include "tests/unit/arch/cper/record_bytes.h"
#include "tests/unit/target/harvest/fake_system_files.h"
#include "tests/unit/target/harvest/kernel_harvest.h"

namespace faultbox::harvest {
namespace {

constexpr const char* kRegion = "/sys/firmware/acpi/tables/data/BERT";
constexpr const char* kTable = "/sys/firmware/acpi/tables/BERT";

class BertSourceTest : public testing::Test {
  protected:
    HarvestResult Harvest() {
        harvest.Restart();
        BertSource source(files);
        Result<void> opened = source.Open();
        EXPECT_TRUE(opened);
        return harvest.Run(source);
    }
    void SetRegion(const RecordBytes& bytes) {
        files.files[kTable] = "BERT";
        files.files[kRegion] = AsText(bytes.view());
    }

    FakeSystemFiles files;
    KernelHarvest harvest;
};

TEST_F(BertSourceTest, OneRecordOfAllBlocksOnce) {
    RecordBytes bytes = StatusBlockOf(PcieGuid, PcieBody(), 1);
    bytes.Append(StatusBlockOf(MemoryGuid, MemoryBody(), 2, 0x300));
    size_t size = bytes.size();
    SetRegion(bytes.Zeros(4096 - size));
    EXPECT_EQ(Harvest().stored, 1u);
    std::vector<format::CrashRecord> records = harvest.Stored();
    ASSERT_EQ(records.size(), 1u);
    const format::CrashRecord& record = records[0];
    ASSERT_EQ(record.event_size(), 2);
    EXPECT_EQ(record.event(0).kind(), static_cast<uint32_t>(EventKind::kHardwareError));
    EXPECT_EQ(record.event(0).severity(), static_cast<uint32_t>(Severity::kFatal));
    EXPECT_EQ(record.event(0).headline(), "boot error record: fatal, PCIe error");
    EXPECT_EQ(record.event(0).first_line(), 1u);
    EXPECT_EQ(record.event(1).headline(), "boot error record: corrected, memory error");
    EXPECT_EQ(record.event(1).severity(), static_cast<uint32_t>(Severity::kWarning));
    EXPECT_EQ(record.event(1).first_line(), 2u);
    EXPECT_EQ(record.event(1).relation_to(), 0u);
    ASSERT_EQ(record.source_size(), 1);
    EXPECT_EQ(record.source(0).kind(), format::Source::BOOT_ERROR_REGION);
    ASSERT_EQ(record.text_size(), 1);
    EXPECT_EQ(record.text(0).size(), size);
    HarvestResult again = Harvest();
    EXPECT_EQ(again.stored, 0u);
    EXPECT_EQ(again.already_stored, 1u);
}

TEST_F(BertSourceTest, AClearedStatusIsSaid) {
    RecordBytes bytes = StatusBlockOf(PcieGuid, PcieBody(), 1);
    std::fill_n(bytes.bytes().begin(), 4, uint8_t{0});
    SetRegion(bytes);
    EXPECT_EQ(Harvest().stored, 1u);
    format::CrashRecord record = harvest.Stored().at(0);
    EXPECT_EQ(record.source(0).note(0), "cleared: the kernel has shown this error, or it is of an earlier boot");
}

TEST_F(BertSourceTest, NothingReported) {
    EXPECT_EQ(Harvest().stored, 0u);  // no ACPI
    SetRegion(RecordBytes().Zeros(4096));
    EXPECT_EQ(Harvest().stored, 0u);
    SetRegion(RecordBytes().Zeros(2));
    HarvestResult result = Harvest();
    EXPECT_EQ(result.stored, 0u);
    EXPECT_EQ(result.problems, 0u);
}

TEST_F(BertSourceTest, DamageIsSaid) {
    RecordBytes bytes;
    for (int i = 0; i < 100; ++i) bytes.U8(0xff);
    SetRegion(bytes);
    EXPECT_EQ(Harvest().problems, 1u);
    RecordBytes good = StatusBlockOf(MemoryGuid, MemoryBody(), 0);
    SetRegion(good.Append(bytes));
    EXPECT_EQ(Harvest().stored, 1u);
    EXPECT_EQ(harvest.Stored().at(0).source(0).note(0), "what stands behind the last error cannot be read");
}

TEST_F(BertSourceTest, ATableWithoutARegionIsUnreadable) {
    files.files[kTable] = "BERT";
    BertSource source(files);
    EXPECT_EQ(source.Open().error().code, ErrorCode::kIo);
    EXPECT_EQ(source.entry_count(), 0u);
}

}  // namespace
}  // namespace faultbox::harvest
