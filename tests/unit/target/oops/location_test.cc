#include "target/oops/location.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

struct Case {
    const char* text;
    const char* symbol;
    const char* module;
    std::optional<uint64_t> offset, size, address;
    bool reliable = true;
    const char* rest = "";
};

TEST(Location, EveryForm) {
    const Case kCases[] = {
        {"rpmsg_sock_release+0x38/0x4c [headunit]", "rpmsg_sock_release", "headunit", 0x38, 0x4c, {}},
        {"rpmsg_sock_release [headunit] from x", "rpmsg_sock_release", "headunit", {}, {}, {}, true, " from x"},
        {"[<c0c3ac54>]", "", "", {}, {}, 0xc0c3ac54},
        {"[<c042585c>] (dump_stack+0x20/0x28)", "dump_stack", "", 0x20, 0x28, 0xc042585c},
        {"[<c0644f90>] (sysc_probe) from", "sysc_probe", "", {}, {}, 0xc0644f90, true, " from"},
        {"[<101018cc>] (0x101018cc)", "", "", {}, {}, 0x101018cc},
        {"0xfffffffa", "", "", {}, {}, 0xfffffffa},
        {"[<f88dec25>] :radeon:radeon_cp_init_ring_buffer+0x90/0x302", "radeon_cp_init_ring_buffer", "radeon", 0x90,
         0x302, 0xf88dec25},
        {"[<ffffffff8138e51e>] ? set_ti+0x1e/0x20", "set_ti", "", 0x1e, 0x20, 0xffffffff8138e51e, false},
        {"? set_ti+0x1e/0x20", "set_ti", "", 0x1e, 0x20, {}, false},
        {"fn.constprop.0+0x20/0xa4 (P)", "fn.constprop.0", "", 0x20, 0xa4, {}, true, " (P)"},
    };
    for (const Case& expected : kCases) {
        Cursor cursor(expected.text);
        ParsedLocation location;
        ASSERT_TRUE(ReadLocation(cursor, location)) << expected.text;
        EXPECT_EQ(location.where.symbol, expected.symbol) << expected.text;
        EXPECT_EQ(location.where.module, expected.module) << expected.text;
        EXPECT_EQ(location.where.offset, expected.offset) << expected.text;
        EXPECT_EQ(location.where.size, expected.size) << expected.text;
        EXPECT_EQ(location.where.address, expected.address) << expected.text;
        EXPECT_EQ(location.reliable, expected.reliable) << expected.text;
        EXPECT_EQ(cursor.rest(), expected.rest) << expected.text;
        EXPECT_FALSE(location.address_lost);
    }
}

TEST(Location, BuildId) {
    Cursor cursor("fn+0x1/0x2 [mod 661dc844b3e3c0ebcd71d53209afae75aac6bfce]");
    ParsedLocation location;
    ASSERT_TRUE(ReadLocation(cursor, location));
    EXPECT_EQ(location.where.module, "mod");
    EXPECT_EQ(location.where.build_id, "661dc844b3e3c0ebcd71d53209afae75aac6bfce");
}

TEST(Location, AddressTakenForMarkup) {
    Cursor cursor("[] ? f+0x1/0x2");
    ParsedLocation location;
    ASSERT_TRUE(ReadLocation(cursor, location));
    EXPECT_TRUE(location.address_lost);
    EXPECT_FALSE(location.where.address);
    EXPECT_EQ(location.where.symbol, "f");
}

TEST(Location, NoLocation) {
    for (const char* text : {"", "  ", "(", "[<c0012345", "12345", ":x", "+0x1/0x2", "[x]"}) {
        Cursor cursor(text);
        ParsedLocation location;
        EXPECT_FALSE(ReadLocation(cursor, location)) << text;
        EXPECT_EQ(cursor.rest(), text);
    }
}

}  // namespace
}  // namespace faultbox
