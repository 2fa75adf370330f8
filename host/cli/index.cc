#include <format>

#include "host/cli/console.h"
#include "host/cli/verb.h"
#include "host/symbols/index_cache.h"
#include "host/symbols/symbol_store.h"

namespace faultbox::cli {
namespace {

constexpr Option kOptions[] = {{"--cache", "DIR", "keep the indexes in DIR"}};

std::optional<IndexCache> ChooseCache(const Arguments& arguments) {
    if (std::optional<std::string> folder = arguments.Value("--cache")) return IndexCache(*folder);
    return IndexCache::Default();
}

ExitStatus IndexFile(const SymbolFile& file, const IndexCache& cache) {
    Result<void> saved = cache.Save(file);
    if (!saved && saved.error().code == ErrorCode::kUnsupported) {
        Complain(file.name() + ": " + saved.error().what);
        return kIncomplete;
    }
    if (!saved) {
        Complain(cache.PathOf(file), saved.error());
        return kUnusable;
    }
    return Print(std::format("{}: {}\n", file.name(), cache.PathOf(file))) ? kDecoded : kUnusable;
}

ExitStatus RunIndex(const Arguments& arguments) {
    std::optional<IndexCache> cache = ChooseCache(arguments);
    if (arguments.operands().empty() || !cache) {
        Complain(cache ? "index: no file given" : "index: no folder for indexes is known; --cache names one");
        return kUnusable;
    }
    ExitStatus status = kDecoded;
    Progress progress;
    for (const std::string& path : arguments.operands()) {
        progress.Show("indexing " + path);
        SymbolStore store;
        Result<const SymbolFile*> file = store.Load(path);
        if (!file) Complain(path, file.error());
        status = std::max(status, file ? IndexFile(**file, *cache) : kUnusable);
    }
    return status;
}

}  // namespace

const Verb kIndexVerb = {
    .name = "index",
    .operands = "[--cache DIR] FILE...",
    .summary = "keep an index of symbol files, so that they answer quicker",
    .description =
        "Goes through all of each file's symbols and debug information and keeps an index of it by its build id, in\n"
        "faultscope below $XDG_CACHE_HOME or ~/.cache, or in $FAULTSCOPE_CACHE. The other verbs use what is there;\n"
        "FAULTSCOPE_CACHE set to nothing keeps them from it. An index that is damaged or of another file is not\n"
        "believed. Of large files, struct and decode keep one by themselves once they had to go through all of it.",
    .options = kOptions,
    .run = RunIndex,
    .exit_status =
        "Exit status: 0 each file has its index; 1 of a file none can be kept; 2 wrong usage, or a file that cannot "
        "be\n"
        "read or written. Standard error says which.\n",
};

}  // namespace faultbox::cli
