#include "target/scrub/scrub.h"

#include <gtest/gtest.h>

#include <string>

#include "target/config/config.h"
#include "target/scrub/scrubbing_provider.h"

namespace faultbox::scrub {
namespace {

std::string Scrub(std::string text, uint8_t classes = config::kScrubAll) {
    ScrubText(text, classes);
    return text;
}

TEST(Scrub, Mac) {
    EXPECT_EQ(Scrub("eth0: link 00:1a:2B:3c:4d:5e up\n"), "eth0: link xx:xx:xx:xx:xx:xx up\n");
    EXPECT_EQ(Scrub("MAC:00-1a-2b-3c-4d-5e"), "MAC:xx-xx-xx-xx-xx-xx");
    for (const char* text : {"pcieport 0000:00:1d.0: x", "00:1a:2b:3c:4d", "00:1a:2b:3c:4d:5e:6f:70:11",
                             "00:1a-2b:3c:4d:5e", "at 12:34:56", "x00:1a:2b:3c:4d:5e", "00:1a:2b:3c:4d:5ez"}) {
        EXPECT_EQ(Scrub(text, config::kScrubMac), text);
    }
}

// 1M8GDM9AXKP042788 is the example of the check digit's calculation; 11111111111111111 is the one everybody tests with
// and has no letter.
TEST(Scrub, Vin) {
    EXPECT_EQ(Scrub("VIN:1M8GDM9AXKP042788."), "VIN:xxxxxxxxxxxxxxxxx.");
    EXPECT_EQ(Scrub("androidboot.vin=WVWZZZ1JZXW000001 quiet"), "androidboot.vin=xxxxxxxxxxxxxxxxx quiet");
    for (const char* text :
         {"1M8GDM9A1KP042788", "WVWZZZ1JZXW00000", "WVWZZZ1JZXW0000012", "WVWZZZ1JZXO000001", "wvwzzz1jzxw000001",
          "11111111111111111", "CPUHP_AP_ONLINE_DYN", "WVWZZZ1JZXW00000A", "_WVWZZZ1JZXW000001"}) {
        EXPECT_EQ(Scrub(text), text);
    }
}

TEST(Scrub, Ipv4) {
    EXPECT_EQ(Scrub("nfs: server 192.168.1.17 not responding"), "nfs: server xxx.xxx.x.xx not responding");
    EXPECT_EQ(Scrub("SRC=10.0.0.1 DST=255.255.255.255:80."), "SRC=xx.x.x.x DST=xxx.xxx.xxx.xxx:80.");
    for (const char* text :
         {"Pid: 1, comm: a Not tainted 2.6.32.59 #1", "iwlwifi: loaded firmware version 8.83.5.1", "1.2.3", "1.2.3.256",
          "0.0.0.1", "1.2.3.4.5", "v1.2.3.4", "1.2.3.4-rc1", "ixgbe driver 5.1.0.4", "01.2.3.4"}) {
        EXPECT_EQ(Scrub(text), text);
    }
}

TEST(Scrub, Ipv6) {
    EXPECT_EQ(Scrub("from fe80::21a:2bff:fe3c:4d5e on eth0"), "from xxxx::xxx:xxxx:xxxx:xxxx on eth0");
    EXPECT_EQ(Scrub("SRC=2001:0db8:0000:0000:0000:0000:0000:0001 x"), "SRC=xxxx:xxxx:xxxx:xxxx:xxxx:xxxx:xxxx:xxxx x");
    for (const char* text : {"RIP: 0010:rb_next+0x5/0x50", "EIP: 0060:[<c10ab123>] EFLAGS: 00010246", "std::add",
                             "a::b", "net::dead::beef", "0000:00:1f.2", "12:34:56", "::", "1:2:3:4:5:6:7"}) {
        EXPECT_EQ(Scrub(text, config::kScrubIpv6), text);
    }
}

TEST(Scrub, Email) {
    EXPECT_EQ(Scrub("sent to first.last+x@mail.example.com, ok"), "sent to xxxxx.xxxx+x@xxxx.xxxxxxx.xxx, ok");
    for (const char* text : {"(builder@host)", "ethernet@48484000.mac", "foo@@GLIBC_2.2.5", "@example.com", "a@b",
                             "interconnect@4a000000", "a@b.c1"}) {
        EXPECT_EQ(Scrub(text), text);
    }
    std::string local(70, 'a');
    EXPECT_EQ(Scrub(local + "@example.com"), local + "@example.com");
}

TEST(Scrub, LinesOfTheSystemStay) {
    for (const char* text :
         {"Linux version 6.1.0-31-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP",
          "Hardware name: LENOVO 20L8S2N806/20L8S2N806, BIOS N22ET64W (1.41 ) 04/16/2020"}) {
        EXPECT_EQ(Scrub(text), text);
    }
}

TEST(Scrub, OnlyWhatIsAskedFor) {
    const std::string text = "a@b.de 00:1a:2b:3c:4d:5e WVWZZZ1JZXW000001 10.1.2.3 fe80::1";
    EXPECT_EQ(Scrub(text, 0), text);
    EXPECT_EQ(Scrub(text, config::kScrubEmail), "x@x.xx 00:1a:2b:3c:4d:5e WVWZZZ1JZXW000001 10.1.2.3 fe80::1");
    EXPECT_EQ(Scrub(text, config::kScrubVin), "a@b.de 00:1a:2b:3c:4d:5e xxxxxxxxxxxxxxxxx 10.1.2.3 fe80::1");
    EXPECT_EQ(Scrub(text), "x@x.xx xx:xx:xx:xx:xx:xx xxxxxxxxxxxxxxxxx xx.x.x.x xxxx::x");
}

class OneText : public harvest::TextProvider {
  public:
    uint32_t entry_count() const override { return 1; }
    std::string_view EntryName(uint32_t) const override { return "one"; }
    Result<std::string_view> Load(uint32_t, std::span<char>, record::SourceFacts& facts) override {
        facts.name = EntryName(0);
        return "server 10.1.2.3";  // not in the buffer: it cannot be written to
    }
    Result<void> Remove(uint32_t) override { return Fail(ErrorCode::kNotFound, "asked to remove"); }
};

TEST(ScrubbingProvider, ScrubsWhatItHandsOn) {
    OneText text;
    ScrubbingProvider provider(text, config::kScrubIpv4);
    std::array<char, 64> buffer;
    record::SourceFacts facts;
    EXPECT_EQ(provider.Load(0, buffer, facts), "server xx.x.x.x");
    EXPECT_EQ(std::string_view(facts.name), "one");
    EXPECT_EQ(provider.entry_count(), 1u);
    EXPECT_FALSE(provider.Remove(0));
    EXPECT_EQ(provider.Load(0, std::span(buffer).first(8), facts), "xx.x.x.x");
}

}  // namespace
}  // namespace faultbox::scrub
