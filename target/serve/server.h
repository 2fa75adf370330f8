#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/bytes.h"
#include "target/export/record_source.h"
#include "target/export/unit_name.h"
#include "target/format/serial_frame.h"

namespace faultbox::handover {

/// Answers the host's requests (SERIAL.md). Each request stands alone: none depends on one before it, so that a line
/// that loses or repeats requests does no harm.
class Server {
  public:
    /// `ids` has room for all records of the source.
    Server(RecordSource& source, const UnitName& unit, std::span<journal::RecordId> ids)
        : source_(source), unit_(unit), ids_(ids) {}

    /// The answer to an untrusted request; its data lies in the source's memory or this object's until the next call.
    /// Nothing for a message that is no request.
    std::optional<format::Message> Answer(const format::Message& request);

  private:
    struct Loaded {
        journal::RecordId id;
        Bytes record;
        uint32_t crc;
    };

    Result<std::span<const journal::RecordId>> List();
    /// Keeps the record that was read last: it is asked for piece by piece.
    const Loaded* Load(journal::RecordId id);
    void Welcome(const format::Message& request, format::Message& answer);
    void Next(const format::Message& request, format::Message& answer);
    void Read(const format::Message& request, format::Message& answer);
    void Ack(const format::Message& request, format::Message& answer);

    RecordSource& source_;
    UnitName unit_;
    std::span<journal::RecordId> ids_;
    std::optional<Loaded> loaded_;
};

}  // namespace faultbox::handover
