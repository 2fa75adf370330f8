#include <span>

#include "arch/common/bits.h"
#include "arch/cper/cper_text.h"

namespace faultbox::cper {
namespace {

struct AerBit {
    uint8_t bit;
    const char* name;
    const char* meaning;
};

constexpr AerBit kCorrectable[] = {
    {0, "RxErr", "receiver error"},
    {6, "BadTLP", "transaction layer packet with a bad check sum or sequence number"},
    {7, "BadDLLP", "data link layer packet with a bad check sum"},
    {8, "Rollover", "a packet was sent four times without an acknowledgement"},
    {12, "Timeout", "the replay timer ran out: no acknowledgement came"},
    {13, "NonFatalErr", "advisory: an uncorrectable error that does no harm here"},
    {14, "CorrIntErr", "corrected error inside the device"},
    {15, "HeaderOF", "more packet headers to log than there is room for"},
};

constexpr AerBit kUncorrectable[] = {
    {0, "Undefined", "undefined"},
    {4, "DLP", "data link protocol error"},
    {5, "SDES", "surprise down: the link was lost"},
    {12, "TLP", "poisoned packet: its sender marked the data as bad"},
    {13, "FCP", "flow control protocol error"},
    {14, "CmpltTO", "completion timeout: no answer to a request"},
    {15, "CmpltAbrt", "completer abort"},
    {16, "UnxCmplt", "unexpected completion: an answer that nobody asked for"},
    {17, "RxOF", "receiver overflow"},
    {18, "MalfTLP", "malformed packet"},
    {19, "ECRC", "end-to-end check sum error"},
    {20, "UnsupReq", "unsupported request"},
    {21, "ACSViol", "access control violation"},
    {22, "UncorrIntErr", "uncorrectable error inside the device"},
    {23, "BlockedTLP", "blocked multicast packet"},
    {24, "AtomicOpBlocked", "blocked atomic operation"},
    {25, "TLPBlockedErr", "blocked packet prefix"},
    {26, "PoisonTLPBlocked", "poisoned packet, blocked on its way out"},
};

constexpr uint32_t kReceiver = 1u << 0;
constexpr uint32_t kReplay = 1u << 8 | 1u << 12;
constexpr uint32_t kDataLinkCorrectable = 1u << 6 | 1u << 7 | kReplay;
constexpr uint32_t kDataLinkProtocol = 1u << 4;
constexpr uint32_t kCompleterAbort = 1u << 15;
constexpr uint32_t kRequester = 1u << 14 | 1u << 20;

}  // namespace

BitFields DescribeAer(uint32_t status, bool correctable) {
    BitFields fields;
    std::span<const AerBit> known = correctable ? std::span<const AerBit>(kCorrectable) : kUncorrectable;
    for (uint8_t bit = 0; bit < 32; ++bit) {
        if (!Bit(status, bit)) continue;
        BitField field{"reserved", bit, bit, 1, nullptr};
        for (const AerBit& entry : known) {
            if (entry.bit == bit) field = {entry.name, bit, bit, 1, entry.meaning};
        }
        fields.Append(field);
    }
    return fields;
}

const char* AerLayer(uint32_t status, bool correctable) {
    if (correctable && (status & kReceiver)) return "Physical Layer";
    if (status & (correctable ? kDataLinkCorrectable : kDataLinkProtocol)) return "Data Link Layer";
    return "Transaction Layer";
}

const char* AerAgent(uint32_t status, bool correctable) {
    if (correctable) return status & kReplay ? "Transmitter ID" : "Receiver ID";
    if (status & kRequester) return "Requester ID";
    return status & kCompleterAbort ? "Completer ID" : "Receiver ID";
}

}  // namespace faultbox::cper
