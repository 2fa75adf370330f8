#include "target/export/usb_session.h"

#include <gtest/gtest.h>

#include <memory>

#include "tests/unit/target/export/boot_sectors.h"
#include "tests/unit/target/export/fakes.h"

namespace faultbox::handover {
namespace {

// Notes what is done to it, in order.
class FakeStick : public Stick {
  public:
    explicit FakeStick(std::vector<std::string>& log) : log_(log) {}

    Result<void> ReadBootSector(std::span<uint8_t, kBootSectorBytes> sector) override {
        std::ranges::copy(boot_sector, sector.begin());
        return Step("read");
    }
    Result<void> Mount(Filesystem filesystem) override { return Step(std::string("mount ") + MountType(filesystem)); }
    bool HasMarker() override { return has_marker; }
    Result<void> MakeWritable() override { return Step("writable"); }
    Medium& medium() override { return files; }
    Result<void> Unmount() override { return Step("unmount"); }

    std::vector<uint8_t> boot_sector = FatBootSector();
    bool has_marker = true;
    std::string fails_at;
    FakeMedium files;

  private:
    Result<void> Step(const std::string& what) {
        log_.push_back(what);
        if (what != fails_at) return {};
        return Fail(ErrorCode::kIo, "did not work", EIO);
    }
    std::vector<std::string>& log_;
};

class FakeHook : public Hook {
  public:
    explicit FakeHook(std::vector<std::string>& log) : log_(log) {}
    Result<void> Tell(HookEvent event, size_t records) override {
        const char* names[] = {"started", "done", "failed"};
        log_.push_back(std::string(names[static_cast<int>(event)]) + " " + std::to_string(records));
        return {};
    }

  private:
    std::vector<std::string>& log_;
};

class Problems : public ExportReporter, public UsbReporter {
  public:
    void Problem(journal::RecordId, const Error&) override { ++count; }
    void Problem(const Error&) override { ++count; }
    int count = 0;
};

class UsbSessionTest : public testing::Test {
  protected:
    UsbSessionTest() { source_.Add(1, "one"); }
    std::optional<Result<ExportResult>> Run() {
        Exporter exporter(source_, stick_.files, problems_, *memory_);
        return ExportToStick(stick_, hook_, problems_, {.unit = MakeUnitName("a")}, exporter);
    }

    std::vector<std::string> log_;
    std::unique_ptr<ExportMemory> memory_ = std::make_unique<ExportMemory>();
    FakeSource source_;
    FakeStick stick_{log_};
    FakeHook hook_{log_};
    Problems problems_;
};

using Log = std::vector<std::string>;

TEST_F(UsbSessionTest, ExportsToAStickWithAMarker) {
    std::optional<Result<ExportResult>> result = Run();
    ASSERT_TRUE(result && *result);
    EXPECT_EQ((*result)->records, 1u);
    EXPECT_EQ(log_, (Log{"read", "mount vfat", "writable", "started 0", "unmount", "done 1"}));
    EXPECT_EQ(stick_.files.files["faultbox-result.txt"].content, "done: 1 record in faultbox-a-000001.fbb\n");
    EXPECT_TRUE(source_.records.begin()->second.exported);
    EXPECT_EQ(problems_.count, 0);
}

TEST_F(UsbSessionTest, NeverWritesToAStickWithoutMarker) {
    stick_.has_marker = false;
    stick_.boot_sector = ExfatBootSector();
    EXPECT_FALSE(Run());
    EXPECT_EQ(log_, (Log{"read", "mount exfat", "unmount"}));
    EXPECT_TRUE(stick_.files.files.empty());
}

TEST_F(UsbSessionTest, NeverMountsAnythingElse) {
    stick_.boot_sector[510] = 0;
    EXPECT_FALSE(Run());
    EXPECT_EQ(log_, Log{"read"});
}

TEST_F(UsbSessionTest, TellsOfAStickThatCannotBeWritten) {
    stick_.fails_at = "writable";
    std::optional<Result<ExportResult>> result = Run();
    ASSERT_TRUE(result);
    EXPECT_FALSE(*result);
    EXPECT_EQ(log_, (Log{"read", "mount vfat", "writable", "unmount", "failed 0"}));
}

TEST_F(UsbSessionTest, TellsOfAStickThatIsFull) {
    stick_.files.room = 58;
    std::optional<Result<ExportResult>> result = Run();
    ASSERT_TRUE(result);
    EXPECT_FALSE(*result);
    EXPECT_EQ(log_.back(), "failed 0");
    EXPECT_EQ(stick_.files.files["faultbox-result.txt"].content, "failed: cannot write: No space left on device\n");
    EXPECT_FALSE(source_.records.begin()->second.exported);
}

TEST_F(UsbSessionTest, StickThatCannotBeReadOrMountedIsAnError) {
    for (const char* step : {"read", "mount vfat"}) {
        stick_.fails_at = step;
        std::optional<Result<ExportResult>> result = Run();
        ASSERT_TRUE(result) << step;
        EXPECT_FALSE(*result) << step;
    }
}

TEST_F(UsbSessionTest, FailureToUnmountIsTold) {
    stick_.fails_at = "unmount";
    ASSERT_TRUE(Run());
    EXPECT_EQ(problems_.count, 1);
    // Who sees "done" pulls the stick.
    EXPECT_EQ(log_.back(), "failed 0");
}

}  // namespace
}  // namespace faultbox::handover
