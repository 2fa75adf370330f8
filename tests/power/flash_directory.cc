#include "tests/power/flash_directory.h"

#include <algorithm>
#include <cerrno>

namespace faultbox::power {
namespace {

std::unexpected<Error> Missing() {
    return Fail(ErrorCode::kIo, "no such file", ENOENT);
}

bool Toss(std::minstd_rand& random, uint32_t of) {
    // The low bits of this generator are poor.
    return random() / 1000 % of == 0;
}

}  // namespace

std::unexpected<Error> FlashDirectory::Failure() const {
    return Fail(ErrorCode::kIo, supply_->is_off() ? "the power is off" : "the flash fails", supply_->error());
}

void FlashDirectory::Apply(const FileChange& change, std::string& content) {
    if (change.truncates) content.clear();
    if (change.content.empty()) return;
    content.resize(std::max(content.size(), change.offset + change.content.size()));
    content.replace(change.offset, change.content.size(), change.content);
}

void FlashDirectory::Apply(const NameChange& change, Names& names) {
    auto found = names.find(change.from);
    if (found != names.end() && found->second == change.file) names.erase(found);
    if (!change.to.empty()) names[change.to] = change.file;
}

// Sectors reach the flash in any order or not at all, and the one that is being written when the power fails may hold
// anything, also where it was not changed.
void FlashDirectory::ApplySome(const FileChange& change, std::string& content, std::minstd_rand& random) {
    if (change.truncates && Toss(random, 2)) content.clear();
    size_t end = change.offset + change.content.size();
    for (size_t at = change.offset; at < end;) {
        size_t next = std::min(end, (at / kSectorBytes + 1) * kSectorBytes);
        bool arrives = Toss(random, 2), is_torn = Toss(random, 4);
        if (arrives || is_torn) content.resize(std::max(content.size(), next));
        if (arrives) content.replace(at, next - at, change.content, at - change.offset, next - at);
        size_t sector = at / kSectorBytes * kSectorBytes;
        for (size_t i = sector; is_torn && i < std::min(sector + kSectorBytes, content.size()); ++i) {
            content[i] = static_cast<char>(random() >> 8);
        }
        at = next;
    }
}

void FlashDirectory::Restart(Survival survival, uint32_t seed) {
    std::minstd_rand random(seed + 1);
    for (const NameChange& change : pending_names_) {
        if (survival == Survival::kKept || (survival == Survival::kMixed && Toss(random, 2))) {
            Apply(change, durable_names_);
        }
    }
    names_ = durable_names_;
    pending_names_.clear();
    for (auto& [name, file] : names_) {
        for (const FileChange& change : file->pending) {
            if (survival == Survival::kKept) Apply(change, file->durable);
            if (survival == Survival::kMixed) ApplySome(change, file->durable, random);
        }
        file->pending.clear();
        file->content = file->durable;
    }
}

void FlashDirectory::Add(const std::string& name, const std::string& content, uint64_t modified_us) {
    auto file = std::make_shared<File>(File{content, content, {}, modified_us});
    names_[name] = durable_names_[name] = file;
}

std::vector<std::string> FlashDirectory::names() const {
    std::vector<std::string> result;
    for (auto& [name, file] : names_) result.push_back(name);
    return result;
}

std::string* FlashDirectory::Content(const std::string& name) {
    std::shared_ptr<File> file = Find(name);
    return file ? &file->content : nullptr;
}

std::shared_ptr<FlashDirectory::File> FlashDirectory::Find(std::string_view name) {
    auto found = names_.find(name);
    return found == names_.end() ? nullptr : found->second;
}

// For an operation that changes nothing.
Result<std::shared_ptr<FlashDirectory::File>> FlashDirectory::Look(std::string_view name) {
    if (supply_->Next(false) != Supply::Answer::kWorks) return Failure();
    std::shared_ptr<File> file = Find(name);
    if (!file) return Missing();
    return file;
}

Result<void> FlashDirectory::VisitFiles(journal::FileVisitor visit) {
    bool works = supply_->Next(false) == Supply::Answer::kWorks;
    // A copy, for the visitor may change the folder.
    std::vector<std::string> listed = names();
    if (!works) listed.resize(listed.size() / 2);
    for (const std::string& name : listed) {
        std::shared_ptr<File> file = Find(name);
        if (file) visit(name, {.size_bytes = file->content.size(), .modified_us = file->modified_us});
    }
    return works ? Result<void>() : Failure();
}

Result<journal::FileInfo> FlashDirectory::Stat(std::string_view name) {
    auto file = Look(name);
    if (!file) return std::unexpected(file.error());
    return journal::FileInfo{.size_bytes = (*file)->content.size(), .modified_us = (*file)->modified_us};
}

Result<size_t> FlashDirectory::Read(std::string_view name, std::span<uint8_t> buffer) {
    auto file = Look(name);
    if (!file) return std::unexpected(file.error());
    size_t size = std::min(buffer.size(), (*file)->content.size());
    std::copy_n((*file)->content.begin(), size, buffer.begin());
    return size;
}

Result<size_t> FlashDirectory::ReadEnd(std::string_view name, std::span<uint8_t> buffer) {
    auto file = Look(name);
    if (!file) return std::unexpected(file.error());
    size_t size = std::min(buffer.size(), (*file)->content.size());
    std::copy_n((*file)->content.end() - static_cast<ptrdiff_t>(size), size, buffer.begin());
    return size;
}

// A change that fails leaves half of itself; one that is cut may be seen, in part or whole, after the restart.
Result<void> FlashDirectory::Change(std::string_view name, FileChange change) {
    Supply::Answer answer = supply_->Next(true);
    if (answer == Supply::Answer::kIsOff) return Failure();
    std::shared_ptr<File> file = Find(name);
    if (!file && !change.truncates) return Missing();
    if (!file) {
        file = std::make_shared<File>();
        NameChange created{"", std::string(name), file};
        Apply(created, names_);
        pending_names_.push_back(created);
    }
    bool is_whole = answer == Supply::Answer::kWorks || supply_->is_off();
    if (!is_whole) change.content.resize(change.content.size() / 2);
    Apply(change, file->content);
    file->pending.push_back(std::move(change));
    return answer == Supply::Answer::kWorks ? Result<void>() : Failure();
}

Result<void> FlashDirectory::Write(std::string_view name, Bytes content) {
    return Change(name, {.truncates = true, .content = std::string(AsText(content))});
}

Result<void> FlashDirectory::WriteAt(std::string_view name, uint64_t offset, Bytes content) {
    return Change(name, {.offset = static_cast<size_t>(offset), .content = std::string(AsText(content))});
}

Result<void> FlashDirectory::Sync(std::string_view name) {
    if (supply_->Next(true) != Supply::Answer::kWorks) return Failure();
    std::shared_ptr<File> file = Find(name);
    if (!file) return Missing();
    file->durable = file->content;
    file->pending.clear();
    return {};
}

Result<void> FlashDirectory::ChangeNames(NameChange change) {
    Supply::Answer answer = supply_->Next(true);
    if (answer == Supply::Answer::kIsOff) return Failure();
    change.file = Find(change.from);
    if (!change.file) return Missing();
    bool is_cut = supply_->is_off();
    if (answer == Supply::Answer::kWorks || is_cut) pending_names_.push_back(change);
    if (answer != Supply::Answer::kWorks) return Failure();
    Apply(change, names_);
    if (durability_ == Durability::kAtOnce) {
        durable_names_ = names_;
        pending_names_.clear();
    }
    return {};
}

Result<void> FlashDirectory::Rename(std::string_view from, std::string_view to) {
    return ChangeNames({std::string(from), std::string(to), nullptr});
}

Result<void> FlashDirectory::Remove(std::string_view name) {
    return ChangeNames({std::string(name), "", nullptr});
}

Result<void> FlashDirectory::SyncNames() {
    if (supply_->Next(true) != Supply::Answer::kWorks) return Failure();
    durable_names_ = names_;
    pending_names_.clear();
    return {};
}

}  // namespace faultbox::power
