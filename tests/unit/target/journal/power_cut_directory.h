#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "target/journal/directory.h"

namespace faultbox::journal {

/// A folder on a flash whose power fails: after a given number of operations nothing works any more, and Restart shows
/// what a file system may then hold. Content that was not synced is torn, names that were not synced are lost or not,
/// by `Survival`.
class PowerCutDirectory : public Directory {
  public:
    /// What becomes of changes that were not synced: both are allowed to a file system.
    enum class Survival { kLost, kKept };

    struct File {
        std::string content;
        std::string durable;  ///< What a restart finds.
        uint64_t modified_us = 0;
    };

    /// The operation of that number, counted from 0, and all after it fail; only those that change something count.
    void CutAfter(std::optional<int> operations) { left_ = operations; }
    int operations() const { return operations_; }

    void Restart(Survival survival) {
        left_.reset();
        operations_ = 0;
        if (survival == Survival::kLost) names_ = durable_names_;
        for (auto& [name, file] : names_) {
            if (survival == Survival::kLost || !file->content.starts_with(file->durable)) file->content = file->durable;
            file->durable = file->content;
        }
        durable_names_ = names_;
    }

    /// A file that was there all along.
    void Add(const std::string& name, const std::string& content, uint64_t modified_us) {
        auto file = std::make_shared<File>(File{content, content, modified_us});
        names_[name] = durable_names_[name] = file;
    }
    std::vector<std::string> names() const {
        std::vector<std::string> result;
        for (auto& [name, file] : names_) result.push_back(name);
        return result;
    }
    std::string* Content(const std::string& name) { return names_.contains(name) ? &names_[name]->content : nullptr; }

    Result<void> StartListing() override {
        listing_ = names();
        return {};
    }
    std::optional<std::string_view> NextName() override {
        if (listing_.empty()) return std::nullopt;
        listed_ = listing_.back();
        listing_.pop_back();
        return listed_;
    }
    Result<FileInfo> Stat(std::string_view name) override {
        File* file = Find(name);
        if (file == nullptr) return Missing();
        return FileInfo{.size_bytes = file->content.size(), .modified_us = file->modified_us};
    }
    Result<size_t> Read(std::string_view name, std::span<uint8_t> buffer) override {
        File* file = Find(name);
        if (file == nullptr) return Missing();
        size_t size = std::min(buffer.size(), file->content.size());
        std::copy_n(file->content.begin(), size, buffer.begin());
        return size;
    }
    Result<size_t> ReadEnd(std::string_view name, std::span<uint8_t> buffer) override {
        File* file = Find(name);
        if (file == nullptr) return Missing();
        size_t size = std::min(buffer.size(), file->content.size());
        std::copy_n(file->content.end() - static_cast<ptrdiff_t>(size), size, buffer.begin());
        return size;
    }
    Result<void> Write(std::string_view name, Bytes content) override {
        bool works = Step();
        // A cut in the middle of it leaves half.
        std::string text(AsText(content).substr(0, works ? content.size() : content.size() / 2));
        names_[std::string(name)] = std::make_shared<File>(File{text, works ? "" : text, 0});
        return works ? Result<void>() : PowerIsOff();
    }
    Result<void> WriteAt(std::string_view name, uint64_t offset, Bytes content) override {
        if (!Step()) return PowerIsOff();
        File* file = Find(name);
        if (file == nullptr) return Missing();
        if (file->content.size() < offset + content.size()) file->content.resize(offset + content.size());
        std::ranges::copy(content, file->content.begin() + static_cast<ptrdiff_t>(offset));
        return {};
    }
    Result<void> Sync(std::string_view name) override {
        if (!Step()) return PowerIsOff();
        File* file = Find(name);
        if (file == nullptr) return Missing();
        file->durable = file->content;
        return {};
    }
    Result<void> Rename(std::string_view from, std::string_view to) override {
        if (!Step()) return PowerIsOff();
        auto node = names_.extract(std::string(from));
        if (node.empty()) return Missing();
        names_[std::string(to)] = node.mapped();
        return {};
    }
    Result<void> Remove(std::string_view name) override {
        if (!Step()) return PowerIsOff();
        if (names_.erase(std::string(name)) == 0) return Missing();
        return {};
    }
    Result<void> SyncNames() override {
        if (!Step()) return PowerIsOff();
        durable_names_ = names_;
        return {};
    }

  private:
    bool Step() {
        ++operations_;
        if (!left_) return true;
        return (*left_)-- > 0;
    }
    File* Find(std::string_view name) {
        auto found = names_.find(std::string(name));
        return found == names_.end() ? nullptr : found->second.get();
    }
    static std::unexpected<Error> Missing() { return Fail(ErrorCode::kIo, "no such file", 2); }
    static std::unexpected<Error> PowerIsOff() { return Fail(ErrorCode::kIo, "the power is off", 5); }

    std::map<std::string, std::shared_ptr<File>> names_;
    std::map<std::string, std::shared_ptr<File>> durable_names_;
    std::vector<std::string> listing_;
    std::string listed_;
    std::optional<int> left_;
    int operations_ = 0;
};

}  // namespace faultbox::journal
