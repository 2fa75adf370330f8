#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "arch/common/bounded_vector.h"
#include "target/format/limits.h"
#include "target/harvest/text_provider.h"
#include "target/journal/directory.h"

namespace faultbox::harvest {

/// Files of one pstore folder; the parts of dumps are files of their own.
inline constexpr size_t kMaxPstoreFiles = 256;

/// The files that the kernel shows of the last crash (fs/pstore/inode.c): "dmesg-ramoops-0", with ".enc.z" behind it
/// where the kernel could not inflate it, and "console-ramoops-0"; other backends than ramoops as well: efi, erst,
/// pstore_blk, mtdpstore. Each file is an entry; JoinedSource puts parts together. pmsg and ftrace are no console text
/// and are left alone. Names are untrusted; longer ones than pstore's (PSTORE_NAMELEN) cannot be opened.
class PstoreSource : public TextProvider {
  public:
    /// `scratch` takes compressed files; larger ones are refused.
    PstoreSource(journal::Directory& directory, std::span<uint8_t> scratch)
        : directory_(directory), scratch_(scratch) {}

    /// Lists the folder, in the order of the names.
    Result<void> Open();

    uint32_t entry_count() const override { return static_cast<uint32_t>(names_.size()); }
    /// How many files there were no room for.
    uint32_t dropped() const { return names_.dropped(); }
    std::string_view EntryName(uint32_t entry) const override { return names_[entry]; }
    Result<std::string_view> Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) override;
    Result<void> Remove(uint32_t entry) override { return directory_.Remove(names_[entry]); }

  private:
    Result<std::string_view> ReadText(std::string_view name, std::span<char> buffer, record::SourceFacts& facts);

    journal::Directory& directory_;
    std::span<uint8_t> scratch_;
    BoundedVector<record::ShortText<64>, kMaxPstoreFiles> names_;
};

}  // namespace faultbox::harvest
