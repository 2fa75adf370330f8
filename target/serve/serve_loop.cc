#include "target/serve/serve_loop.h"

#include <array>

namespace faultbox::handover {

Error ServeLine(Server& server, Line& line) {
    std::array<uint8_t, format::kMaxRequestFrame> in;
    std::array<uint8_t, format::kMaxSerialFrame> out;
    format::SerialReader reader(in);
    while (true) {
        Result<size_t> count = line.Read(reader.Room());
        if (!count) return count.error();
        reader.Added(*count);
        if (*count == 0) reader.Abandon();
        while (std::optional<format::Message> request = reader.Next()) {
            std::optional<format::Message> answer = server.Answer(*request);
            if (!answer) continue;
            if (Result<void> written = line.Write(format::EncodeSerial(*answer, out)); !written) return written.error();
        }
    }
}

}  // namespace faultbox::handover
