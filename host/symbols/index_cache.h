#pragma once

#include <optional>
#include <string>

#include "arch/common/result.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// A folder of saved indexes, <build id>.index each. Several processes may use it at once: a file is written under a
/// name of its own and then renamed.
class IndexCache {
  public:
    explicit IndexCache(std::string folder) : folder_(std::move(folder)) {}
    /// $FAULTSCOPE_CACHE, else faultscope in $XDG_CACHE_HOME or in ~/.cache. Nothing where FAULTSCOPE_CACHE is set and
    /// empty, or no folder is known.
    static std::optional<IndexCache> Default();

    /// Gives `file` its index. True when there is one and it was taken; an error when there is one that cannot be
    /// believed.
    Result<bool> Attach(const SymbolFile& file) const;
    /// Makes the index of `file` and keeps it. kUnsupported for a file without build id; kIo with the errno.
    Result<void> Save(const SymbolFile& file) const;
    /// Where the index of `file` is kept; empty for a file without build id.
    std::string PathOf(const SymbolFile& file) const;

  private:
    std::string folder_;
};

}  // namespace faultbox
