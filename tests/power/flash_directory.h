#pragma once

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "target/journal/directory.h"
#include "tests/power/supply.h"

namespace faultbox::power {

/// A folder on a flash, as POSIX promises it and no better: content lasts after Sync, names after SyncNames, and of
/// what was changed since, a loss of power leaves any part, sector by sector and in any order. It holds what a test
/// wants, and serves every writer: the store, an export, pstore itself (Durability::kAtOnce).
class FlashDirectory : public journal::Directory {
  public:
    /// What of the changes that were not synced a restart finds.
    enum class Survival {
        kLost,
        kKept,
        kMixed,  ///< Each sector and each name by chance; a sector may also have become garbage.
    };
    enum class Durability {
        kWhenSynced,
        kAtOnce,  ///< pstore: the kernel erases at once.
    };
    static constexpr size_t kSectorBytes = 512;

    explicit FlashDirectory(std::shared_ptr<Supply> supply = std::make_shared<Supply>(),
                            Durability durability = Durability::kWhenSynced)
        : supply_(std::move(supply)), durability_(durability) {}

    Supply& supply() { return *supply_; }
    /// What the next boot finds. The supply is to be restored by the caller. `seed` is for kMixed.
    void Restart(Survival survival, uint32_t seed = 0);

    /// A file that was there all along.
    void Add(const std::string& name, const std::string& content, uint64_t modified_us = 0);
    std::vector<std::string> names() const;
    /// To look at and to damage; nullptr when there is none of that name.
    std::string* Content(const std::string& name);

    /// One that fails has visited half of the files.
    Result<void> VisitFiles(journal::FileVisitor visit) override;
    Result<journal::FileInfo> Stat(std::string_view name) override;
    Result<size_t> Read(std::string_view name, std::span<uint8_t> buffer) override;
    Result<size_t> ReadEnd(std::string_view name, std::span<uint8_t> buffer) override;
    Result<void> Write(std::string_view name, Bytes content) override;
    Result<void> WriteAt(std::string_view name, uint64_t offset, Bytes content) override;
    Result<void> Sync(std::string_view name) override;
    Result<void> Rename(std::string_view from, std::string_view to) override;
    Result<void> Remove(std::string_view name) override;
    Result<void> SyncNames() override;

  private:
    struct FileChange {
        bool truncates = false;
        size_t offset = 0;
        std::string content;
    };
    struct File {
        std::string content;
        std::string durable;
        std::vector<FileChange> pending;
        uint64_t modified_us = 0;
    };
    using Names = std::map<std::string, std::shared_ptr<File>, std::less<>>;
    /// `from` goes, `to` becomes `file`; either may be empty.
    struct NameChange {
        std::string from, to;
        std::shared_ptr<File> file;
    };

    std::shared_ptr<File> Find(std::string_view name);
    Result<std::shared_ptr<File>> Look(std::string_view name);
    Result<void> Change(std::string_view name, FileChange change);
    Result<void> ChangeNames(NameChange change);
    std::unexpected<Error> Failure() const;
    static void Apply(const FileChange& change, std::string& content);
    static void Apply(const NameChange& change, Names& names);
    static void ApplySome(const FileChange& change, std::string& content, std::minstd_rand& random);

    std::shared_ptr<Supply> supply_;
    Durability durability_;
    Names names_, durable_names_;
    std::vector<NameChange> pending_names_;
};

}  // namespace faultbox::power
