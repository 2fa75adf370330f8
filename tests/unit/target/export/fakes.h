#pragma once

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "target/export/medium.h"
#include "target/export/record_source.h"

namespace faultbox::handover {

/// Records in memory.
class FakeSource : public RecordSource {
  public:
    struct Record {
        std::string content;
        bool exported = false;
        bool readable = true;
    };

    void Add(uint32_t sequence, const std::string& content) { records[{sequence, sequence * 0x10001ull}] = {content}; }
    size_t exported() const {
        auto count = std::ranges::count_if(records, [](const auto& entry) { return entry.second.exported; });
        return static_cast<size_t>(count);
    }

    Result<size_t> List(std::span<journal::RecordId> ids) override {
        if (!store_works) return Fail(ErrorCode::kIo, "the store is gone", EIO);
        if (records.size() > ids.size()) return Fail(ErrorCode::kLimit, "too many records in the store");
        size_t count = 0;
        for (auto& [id, record] : records) ids[count++] = id;
        return count;
    }
    Result<Bytes> Read(journal::RecordId id) override {
        auto found = records.find(id);
        if (found == records.end()) return Fail(ErrorCode::kIo, "no such record", ENOENT);
        if (!found->second.readable) return Fail(ErrorCode::kChecksum, "checksum of the record");
        // As in the store, what was read before is overwritten.
        memory_ = found->second.content;
        return AsBytes(memory_);
    }
    bool IsExported(journal::RecordId id) override {
        memory_.assign(memory_.size(), '?');
        return records[id].exported;
    }
    Result<void> MarkExported(journal::RecordId id) override {
        memory_.assign(memory_.size(), '?');
        if (!marks_work) return Fail(ErrorCode::kIo, "cannot mark", ENOSPC);
        records[id].exported = true;
        marked.push_back(id.sequence);
        return {};
    }

    std::map<journal::RecordId, Record> records;
    std::vector<uint32_t> marked;
    bool store_works = true;
    bool marks_work = true;

  private:
    std::string memory_;
};

/// A stick that is pulled, or full: after a given number of operations that change something, all of them fail. What
/// was not synced may be lost or not.
class FakeMedium : public Medium {
  public:
    enum class Survival { kLost, kKept };
    struct File {
        std::string content;
        std::string durable;
    };

    void PullAfter(std::optional<int> operations) { left_ = operations; }
    int operations() const { return operations_; }
    /// Plugs the stick in again.
    void PlugIn(Survival survival) {
        left_.reset();
        operations_ = 0;
        if (survival == Survival::kLost) files = durable_files_;
        for (auto& [name, file] : files) {
            if (survival == Survival::kLost) file.content = file.durable;
            file.durable = file.content;
        }
        durable_files_ = files;
    }
    void Add(const std::string& name, const std::string& content) {
        files[name] = durable_files_[name] = {content, content};
    }

    Result<void> Create(std::string_view name) override {
        if (!Step()) return Gone();
        if (!files.emplace(std::string(name), File()).second) return Fail(ErrorCode::kIo, "cannot create", EEXIST);
        open_ = name;
        return {};
    }
    Result<void> Append(Bytes bytes) override {
        bool works = Step();
        std::string& content = files[open_].content;
        content += AsText(bytes.first(works ? bytes.size() : bytes.size() / 2));
        if (content.size() > room) return Fail(ErrorCode::kIo, "cannot write", ENOSPC);
        return works ? Result<void>() : Gone();
    }
    Result<void> SyncFile() override {
        if (!Step()) return Gone();
        File& file = files[open_];
        if (rots && !file.content.empty()) file.content[file.content.size() / 2] ^= 1;
        file.durable = file.content;
        return {};
    }
    Result<size_t> ReadAt(uint64_t offset, std::span<uint8_t> buffer) override {
        if (!Step()) return Gone();
        const std::string& content = files[open_].content;
        size_t size = std::min<size_t>(buffer.size(), content.size() - std::min<size_t>(offset, content.size()));
        std::copy_n(content.begin() + static_cast<ptrdiff_t>(offset), size, buffer.begin());
        return size;
    }
    Result<void> Rename(std::string_view from, std::string_view to) override {
        if (!Step()) return Gone();
        if (files.contains(std::string(to))) return Fail(ErrorCode::kIo, "cannot rename", EEXIST);
        auto node = files.extract(std::string(from));
        node.key() = to;
        files.insert(std::move(node));
        return {};
    }
    Result<void> Remove(std::string_view name) override {
        if (!Step()) return Gone();
        if (files.erase(std::string(name)) == 0) return Fail(ErrorCode::kIo, "cannot remove", ENOENT);
        return {};
    }
    Result<void> SyncNames() override {
        if (!Step()) return Gone();
        durable_files_ = files;
        return {};
    }

    std::map<std::string, File> files;
    size_t room = SIZE_MAX;
    bool rots = false;

  private:
    bool Step() {
        ++operations_;
        return !left_ || (*left_)-- > 0;
    }
    static std::unexpected<Error> Gone() { return Fail(ErrorCode::kIo, "the stick is gone", EIO); }

    std::map<std::string, File> durable_files_;
    std::string open_;
    std::optional<int> left_;
    int operations_ = 0;
};

}  // namespace faultbox::handover
