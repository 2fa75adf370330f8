// A folder of pstore of any names and contents. The input is split at "\n--\n"; each piece is a file, its first line
// the name. Whatever they are, each file is in one dump, what a dump gives fits, and it gives the same again.
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "target/harvest/joined_source.h"

namespace {

using namespace faultbox;

class AnyFolder : public journal::Directory {
  public:
    explicit AnyFolder(std::string_view input) {
        while (!input.empty()) {
            std::string_view piece = input.substr(0, input.find("\n--\n"));
            input.remove_prefix(std::min(piece.size() + 4, input.size()));
            size_t line = std::min(piece.find('\n'), piece.size());
            files_[std::string(piece.substr(0, line))] = piece.substr(std::min(line + 1, piece.size()));
        }
    }
    size_t size() const { return files_.size(); }

    Result<void> VisitFiles(journal::FileVisitor visit) override {
        for (auto& [name, content] : files_) visit(name, {.size_bytes = content.size()});
        return {};
    }
    Result<journal::FileInfo> Stat(std::string_view name) override {
        auto found = files_.find(std::string(name));
        if (found == files_.end()) return Missing();
        // Any time, but one of a few.
        return journal::FileInfo{.size_bytes = found->second.size(),
                                 .modified_us = found->second.size() % 3 * 4'000'000};
    }
    Result<size_t> ReadEnd(std::string_view name, std::span<uint8_t> buffer) override {
        auto found = files_.find(std::string(name));
        if (found == files_.end()) return Missing();
        size_t size = std::min(buffer.size(), found->second.size());
        std::copy_n(found->second.end() - static_cast<ptrdiff_t>(size), size, buffer.begin());
        return size;
    }
    Result<size_t> Read(std::string_view name, std::span<uint8_t> buffer) override { return ReadEnd(name, buffer); }
    Result<void> Remove(std::string_view name) override {
        if (files_.erase(std::string(name)) == 0) return Missing();
        return {};
    }
    Result<void> Write(std::string_view, Bytes) override { return Missing(); }
    Result<void> WriteAt(std::string_view, uint64_t, Bytes) override { return Missing(); }
    Result<void> Sync(std::string_view) override { return Missing(); }
    Result<void> Rename(std::string_view, std::string_view) override { return Missing(); }
    Result<void> SyncNames() override { return Missing(); }

  private:
    static std::unexpected<Error> Missing() { return Fail(ErrorCode::kIo, "no such file", 2); }

    std::map<std::string, std::string> files_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static std::array<uint8_t, 1 << 14> scratch;
    static std::array<char, 1 << 12> buffer;  // small, so that dumps are cut
    AnyFolder folder({reinterpret_cast<const char*>(data), size});
    harvest::PstoreSource files(folder, scratch);
    if (!files.Open()) __builtin_trap();
    harvest::JoinedSource joined(files);
    joined.Open(buffer, false);
    if (joined.entry_count() > files.entry_count()) __builtin_trap();
    for (uint32_t dump = 0; dump < joined.entry_count(); ++dump) {
        record::SourceFacts facts, again;
        Result<std::string_view> text = joined.Load(dump, buffer, facts);
        if (!text) continue;
        if (text->data() < buffer.data() || text->data() + text->size() > buffer.data() + buffer.size()) {
            // Plain text of one file is delivered where it was read.
            if (text->size() > scratch.size()) __builtin_trap();
        }
        uint64_t hash = record::ContentId(facts.time_us, *text);
        text = joined.Load(dump, buffer, again);
        if (!text || record::ContentId(again.time_us, *text) != hash || facts.identity != again.identity) {
            __builtin_trap();
        }
    }
    for (uint32_t dump = 0; dump < joined.entry_count(); ++dump) (void)joined.Remove(dump);
    return 0;
}
