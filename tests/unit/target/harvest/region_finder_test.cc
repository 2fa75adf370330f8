#include "target/harvest/region_finder.h"

#include <gtest/gtest.h>

#include "target/harvest/device_tree.h"
#include "tests/unit/target/harvest/fake_system_files.h"

namespace faultbox::harvest {
namespace {

std::string Cells(std::initializer_list<uint32_t> cells) {
    std::string bytes;
    for (uint32_t cell : cells) {
        for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(cell >> shift);
    }
    return bytes;
}

std::string Strings(std::initializer_list<const char*> strings) {
    std::string bytes;
    for (const char* string : strings) bytes += string + std::string(1, '\0');
    return bytes;
}

class RegionFinderTest : public testing::Test {
  protected:
    void AddParameter(const std::string& name, const std::string& value) {
        files.files["/sys/module/ramoops/parameters/" + name] = value + "\n";
    }
    // A 64-bit machine's tree, as an arm64 board has it: 2 cells each.
    void AddNode(const std::string& node, const std::string& reg) {
        files.files[root + "/#address-cells"] = Cells({2});
        files.files[root + "/#size-cells"] = Cells({2});
        files.files[root + node + "/compatible"] = Strings({"ramoops"});
        files.files[root + node + "/reg"] = reg;
    }

    FakeSystemFiles files;
    std::string root = "/proc/device-tree";
};

// What 6.1 on QEMU's vexpress shows of "ramoops.mem_address=0x8f000000 ramoops.mem_size=0x100000 ramoops.ecc=1".
TEST_F(RegionFinderTest, ParametersOfTheModule) {
    AddParameter("mem_address", "2399141888");
    AddParameter("mem_size", "1048576");
    AddParameter("record_size", "65536");
    AddParameter("console_size", "131072");
    AddParameter("ftrace_size", "4096");
    AddParameter("pmsg_size", "0");
    AddParameter("ecc", "1");
    Result<RegionOption> region = FindRegion(files);
    ASSERT_TRUE(region);
    EXPECT_EQ(region->path, "/dev/mem");
    EXPECT_EQ(region->base, 0x8f000000u);
    EXPECT_EQ(region->size, 0x100000u);
    EXPECT_EQ(region->record_size, 0x10000u);
    EXPECT_EQ(region->console_size, 0x20000u);
    EXPECT_EQ(region->ftrace_size, 0x1000u);
    EXPECT_FALSE(region->pmsg_size);
    EXPECT_EQ(region->ecc_size, 1u);
}

// A driver that was never given a region has mem_size 0.
TEST_F(RegionFinderTest, NothingIsNoRegion) {
    EXPECT_EQ(FindRegion(files).error().code, ErrorCode::kNotFound);
    AddParameter("mem_address", "0");
    AddParameter("mem_size", "0");
    AddParameter("record_size", "4096");
    EXPECT_EQ(FindRegion(files).error().code, ErrorCode::kNotFound);
}

// The kernel's binding has the example: reg = <0xbfdf0000 0x10000>, console-size = <0x8000>, record-size = <0x400>,
// ecc-size = <16>.
TEST_F(RegionFinderTest, ReservedMemoryOfOneCellEach) {
    std::string node = root + "/reserved-memory/ramoops@bfdf0000/";
    files.files[root + "/#address-cells"] = Cells({2});
    files.files[root + "/#size-cells"] = Cells({2});
    files.files[root + "/reserved-memory/#address-cells"] = Cells({1});
    files.files[root + "/reserved-memory/#size-cells"] = Cells({1});
    files.files[root + "/reserved-memory/buffer@78000000/reg"] = Cells({0x78000000, 0x800000});
    files.files[node + "compatible"] = Strings({"ramoops"});
    files.files[node + "reg"] = Cells({0xbfdf0000, 0x10000});
    files.files[node + "console-size"] = Cells({0x8000});
    files.files[node + "record-size"] = Cells({0x400});
    files.files[node + "ecc-size"] = Cells({16});
    Result<RegionOption> region = FindRegion(files);
    ASSERT_TRUE(region);
    EXPECT_EQ(region->base, 0xbfdf0000u);
    EXPECT_EQ(region->size, 0x10000u);
    EXPECT_EQ(region->console_size, 0x8000u);
    EXPECT_EQ(region->record_size, 0x400u);
    EXPECT_EQ(region->ecc_size, 16u);
    EXPECT_FALSE(region->pmsg_size);
}

TEST_F(RegionFinderTest, MemoryAbove4GiB) {
    AddNode("/reserved-memory/log", Cells({0x8, 0x80100000, 0, 0x200000}));
    Result<RegionOption> region = FindRegion(files);
    ASSERT_TRUE(region);
    EXPECT_EQ(region->base, 0x880100000u);
    EXPECT_EQ(region->size, 0x200000u);
}

// Before the binding moved: a node under the root; and where /proc has no tree.
TEST_F(RegionFinderTest, ANodeUnderTheRoot) {
    root = "/sys/firmware/devicetree/base";
    AddNode("/ramoops@fff00000", Cells({0, 0xfff00000, 0, 0x100000}));
    EXPECT_EQ(FindRegion(files)->base, 0xfff00000u);
}

TEST_F(RegionFinderTest, NodesThatAreNoRegion) {
    std::string node = "/reserved-memory/ramoops@1000";
    AddNode(node, Cells({0, 0x1000, 0, 0x1000}));
    ASSERT_TRUE(FindRegion(files));
    std::map<std::string, std::string> good = files.files;
    for (auto [property, bytes] : std::initializer_list<std::pair<const char*, std::string>>{
             {"compatible", Strings({"ramoops-x", "xramoops"})},
             {"compatible", ""},
             {"status", Strings({"disabled"})},
             {"reg", Cells({0, 0x1000, 0})},     // cut
             {"reg", Cells({0, 0x1000, 0, 0})},  // no size: allocated by the kernel
             {"reg", Cells({~0u, ~0u, 0, 2})},   // wraps around
             {"reg", ""},
             {"#address-cells", Cells({3})},
             {"#size-cells", Cells({0})},
             {"#size-cells", Cells({~0u})},
         }) {
        files.files = good;
        bool is_parents = property[0] == '#';
        files.files[root + (is_parents ? "/reserved-memory" : node) + "/" + property] = bytes;
        EXPECT_FALSE(FindRegion(files)) << property;
    }
    files.files = good;
    files.files[root + node + "/status"] = Strings({"okay"});
    files.files[root + node + "/record-size"] = "\x01";  // no cell: left to be found out
    ASSERT_TRUE(FindRegion(files));
    EXPECT_FALSE(FindRegion(files)->record_size);
}

TEST_F(RegionFinderTest, TheCommandLine) {
    files.files["/proc/cmdline"] =
        "console=ttyAMA0 ramoops.mem_address=0x8f000000 ramoops.mem-size=1048576 ramoops.ecc=16 ramoops.dump_oops=1 "
        "quiet ramoops.record_size=nonsense root=/dev/vda\n";
    Result<RegionOption> region = FindRegion(files);
    ASSERT_TRUE(region);
    EXPECT_EQ(region->base, 0x8f000000u);
    EXPECT_EQ(region->size, 0x100000u);
    EXPECT_EQ(region->ecc_size, 16u);
    EXPECT_FALSE(region->record_size);
    // What the kernel's driver uses comes first.
    AddParameter("mem_address", "4096");
    AddParameter("mem_size", "8192");
    EXPECT_EQ(FindRegion(files)->base, 4096u);
}

TEST_F(RegionFinderTest, WhatIsStatedReplacesWhatIsFound) {
    AddParameter("mem_address", "4096");
    AddParameter("mem_size", "8192");
    AddParameter("console_size", "1024");
    Result<RegionOption> stated = ParseRegionOption("auto:console=2K,ecc=16");
    ASSERT_TRUE(stated);
    Result<RegionOption> region = FindRegion(files, *stated);
    ASSERT_TRUE(region);
    EXPECT_EQ(region->path, "/dev/mem");
    EXPECT_EQ(region->base, 4096u);
    EXPECT_EQ(region->console_size, 2048u);
    EXPECT_EQ(region->ecc_size, 16u);
}

TEST_F(RegionFinderTest, WhoHasTheRegion) {
    EXPECT_FALSE(IsRegionInUse(files));
    files.files["/sys/module/pstore/parameters/backend"] = "(null)\n";
    EXPECT_FALSE(IsRegionInUse(files));
    files.files["/sys/module/pstore/parameters/backend"] = "ramoops\n";
    EXPECT_TRUE(IsRegionInUse(files));
}

TEST(KernelNumber, AsTheKernelTakesIt) {
    EXPECT_EQ(ReadKernelNumber("0x10"), 16u);
    EXPECT_EQ(ReadKernelNumber("0X1f"), 31u);
    EXPECT_EQ(ReadKernelNumber("010"), 8u);
    EXPECT_EQ(ReadKernelNumber("0"), 0u);
    EXPECT_EQ(ReadKernelNumber("18446744073709551615"), UINT64_MAX);
    for (const char* text : {"", "0x", "18446744073709551616", "1M", "-1", "08", " 1", "1 "}) {
        EXPECT_FALSE(ReadKernelNumber(text)) << text;
    }
}

TEST(SystemFilesTest, TheRunningSystem) {
    RunningSystemFiles files;
    std::array<uint8_t, 64> buffer;
    EXPECT_EQ(ReadLine(files, "/proc/sys/kernel/ostype", buffer), "Linux");
    EXPECT_EQ(files.Read("/proc/sys/kernel/no-such-file", buffer).error().code, ErrorCode::kIo);
    EXPECT_FALSE(files.StartListing("/proc/no-such-folder"));
    EXPECT_FALSE(files.NextName());
    ASSERT_TRUE(files.StartListing("/proc/sys/kernel"));
    bool found = false;
    while (std::optional<std::string_view> name = files.NextName()) found = found || *name == "ostype";
    EXPECT_TRUE(found);
    EXPECT_FALSE(files.Read(Path("/proc") / std::string(300, 'x'), buffer));
}

}  // namespace
}  // namespace faultbox::harvest
