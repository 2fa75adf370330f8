#include "target/serve/server.h"

#include <algorithm>
#include <string_view>

#include "target/codec/crc32.h"

namespace faultbox::handover {
namespace {

using format::Message;
using format::MessageType;
using format::Refusal;

journal::RecordId IdOf(const Message& message) {
    return {message.sequence, message.signature};
}

void Refuse(Refusal why, Message& answer) {
    answer.type = MessageType::kRefused;
    answer.code = static_cast<uint8_t>(why);
}

}  // namespace

Result<std::span<const journal::RecordId>> Server::List() {
    Result<size_t> count = source_.List(ids_);
    if (!count) return std::unexpected(count.error());
    return std::span<const journal::RecordId>(ids_).first(*count);
}

const Server::Loaded* Server::Load(journal::RecordId id) {
    if (loaded_ && loaded_->id == id) return &*loaded_;
    loaded_.reset();
    Result<Bytes> record = source_.Read(id);
    if (!record) return nullptr;
    loaded_ = Loaded{id, *record, codec::Crc32(*record)};
    return &*loaded_;
}

void Server::Welcome(const Message& request, Message& answer) {
    bool speaks = request.code <= format::kSerialVersion && request.flags >= format::kSerialVersion;
    if (!speaks) return Refuse(Refusal::kVersion, answer);
    Result<std::span<const journal::RecordId>> ids = List();
    if (!ids) return Refuse(Refusal::kStore, answer);
    loaded_.reset();
    answer.sequence = 0;
    answer.signature = 0;
    answer.type = MessageType::kWelcome;
    answer.code = format::kSerialVersion;
    answer.position = static_cast<uint32_t>(ids->size());
    answer.data = AsBytes(unit_);
}

void Server::Next(const Message& request, Message& answer) {
    Result<std::span<const journal::RecordId>> ids = List();
    if (!ids) return Refuse(Refusal::kStore, answer);
    // What was loaded may have changed since.
    loaded_.reset();
    bool all = (request.flags & format::kNextAll) != 0;
    bool from = (request.flags & format::kNextFrom) != 0;
    auto is_next = [&](journal::RecordId id) {
        return (!from || id > IdOf(request)) && (all || !source_.IsExported(id));
    };
    auto next = std::ranges::find_if(*ids, is_next);
    answer.type = MessageType::kEnd;
    if (next == ids->end()) return;
    answer.sequence = next->sequence;
    answer.signature = next->signature;
    const Loaded* loaded = Load(*next);
    if (loaded == nullptr) return Refuse(Refusal::kUnreadable, answer);
    answer.type = MessageType::kRecord;
    answer.position = static_cast<uint32_t>(loaded->record.size());
    answer.crc = loaded->crc;
}

void Server::Read(const Message& request, Message& answer) {
    const Loaded* loaded = Load(IdOf(request));
    if (loaded == nullptr) return Refuse(Refusal::kGone, answer);
    if (request.position >= loaded->record.size() || request.length == 0) return Refuse(Refusal::kRequest, answer);
    Bytes rest = loaded->record.subspan(request.position);
    answer.type = MessageType::kData;
    answer.position = request.position;
    answer.data = rest.first(std::min({rest.size(), size_t{request.length}, format::kMaxMessageData}));
}

void Server::Ack(const Message& request, Message& answer) {
    journal::RecordId id = IdOf(request);
    // From the store: what is marked must be what the host has.
    loaded_.reset();
    const Loaded* loaded = Load(id);
    if (loaded == nullptr) return Refuse(Refusal::kGone, answer);
    bool is_same = loaded->crc == request.crc;
    loaded_.reset();
    if (!is_same) return Refuse(Refusal::kChanged, answer);
    answer.type = MessageType::kAcked;
    if (source_.IsExported(id)) return;
    if (!source_.MarkExported(id)) Refuse(Refusal::kNotMarked, answer);
}

std::optional<Message> Server::Answer(const Message& request) {
    Message answer{.tag = request.tag, .sequence = request.sequence, .signature = request.signature};
    switch (request.type) {
        case MessageType::kHello:
            Welcome(request, answer);
            break;
        case MessageType::kNext:
            answer.sequence = 0;
            answer.signature = 0;
            Next(request, answer);
            break;
        case MessageType::kRead:
            Read(request, answer);
            break;
        case MessageType::kAck:
            Ack(request, answer);
            break;
        case MessageType::kWelcome:
        case MessageType::kRecord:
        case MessageType::kData:
        case MessageType::kAcked:
        case MessageType::kEnd:
        case MessageType::kRefused:
            return std::nullopt;
        default:
            Refuse(Refusal::kRequest, answer);
    }
    return answer;
}

}  // namespace faultbox::handover
