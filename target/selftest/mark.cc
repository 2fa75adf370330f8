#include "target/selftest/mark.h"

#include <optional>

#include "arch/common/text_line.h"
#include "target/journal/durable_write.h"

namespace faultbox::selftest {
namespace {

constexpr std::string_view kMarkFile = "selftest.mark";
constexpr std::string_view kTemporaryName = "selftest.tmp";
constexpr char kBootId[] = "/proc/sys/kernel/random/boot_id";
// Each read gives another one (drivers/char/random.c, proc_do_uuid).
constexpr char kNewId[] = "/proc/sys/kernel/random/uuid";
constexpr size_t kUuidSize = 36;

std::string_view WriteLine(System& system, std::string_view id) {
    Sentence line;
    // Level 1, so that it reaches the console of pstore at any loglevel above 1.
    line.Put("<1>faultbox selftest mark ");
    line.Put(id);
    line.Put("\n");
    if (system.Append("/dev/pmsg0", line.view().substr(3))) return "/dev/pmsg0";
    return system.Append("/dev/kmsg", line.view()) ? "/dev/kmsg" : "";
}

Result<void> Note(journal::Directory& store, std::string_view boot, std::string_view id) {
    Sentence text;
    text.Put(boot);
    text.Put("\n");
    text.Put(id);
    text.Put("\n");
    return journal::WriteDurably(store, kTemporaryName, kMarkFile, AsBytes(text.view()));
}

struct Mark {
    std::array<uint8_t, 128> buffer;
    std::string_view boot;
    std::string_view id;
};

// False where no whole mark is noted.
bool ReadMark(journal::Directory& store, Mark& mark) {
    Result<size_t> size = store.Read(kMarkFile, mark.buffer);
    if (!size) return false;
    std::string_view text(reinterpret_cast<const char*>(mark.buffer.data()), *size);
    mark.boot = TakeLine(text);
    mark.id = TakeLine(text);
    return mark.boot.size() == kUuidSize && mark.id.size() == kUuidSize;
}

// "pmsg-ramoops-0", "console-ramoops-0" (fs/pstore/inode.c, pstore_mkfile).
bool IsLog(std::string_view name) {
    return name.starts_with("pmsg-") || name.starts_with("console-");
}

struct Search {
    bool is_complete = false;
    bool any_log = false;
    bool found = false;
};

Search SearchLogs(journal::Directory& pstore, std::span<uint8_t> buffer, std::string_view id, record::TextSink& say) {
    Search search;
    Result<void> listed = pstore.VisitFiles([&](std::string_view name, const journal::FileInfo&) {
        if (search.found || !IsLog(name)) return;
        search.any_log = true;
        Result<size_t> size = pstore.ReadEnd(name, buffer);
        if (!size || !AsText(buffer.first(*size)).contains(id)) return;
        say.Put("the mark outlived the restart, in ");
        PutQuoted(say, name);
        search.found = true;
    });
    search.is_complete = listed.has_value();
    return search;
}

}  // namespace

Outcome SetMark(Subject& subject, record::TextSink& say) {
    LineFile boot(subject.system, kBootId);
    LineFile id(subject.system, kNewId);
    if (boot.line().size() != kUuidSize || id.line().size() != kUuidSize || subject.store == nullptr) {
        say.Put("there is no id for the mark, or no store to note it in");
        return Outcome::kCannotTell;
    }
    std::string_view device = WriteLine(subject.system, id.line());
    if (device.empty()) {
        say.Put("neither /dev/pmsg0 nor /dev/kmsg can be written");
        return Outcome::kFail;
    }
    if (Result<void> noted = Note(*subject.store, boot.line(), id.line()); !noted) {
        say.Put("the mark cannot be noted in the store: ");
        say.Put(noted.error().what);
        return Outcome::kFail;
    }
    say.Put("a mark is in ");
    say.Put(device);
    say.Put("; restart once, in the way that is to be proved, then run faultbox selftest --check");
    return Outcome::kOk;
}

Outcome FindMark(Subject& subject, journal::Directory* pstore, record::TextSink& say) {
    Mark mark;
    if (subject.store == nullptr || !ReadMark(*subject.store, mark)) {
        say.Put("no mark was set, or it was found already");
        return Outcome::kCannotTell;
    }
    if (LineFile(subject.system, kBootId).line() == mark.boot) {
        say.Put("there was no restart since the mark was set");
        return Outcome::kCannotTell;
    }
    Search search;
    if (pstore != nullptr) search = SearchLogs(*pstore, subject.workspace.text, mark.id, say);
    if (!search.found && !search.is_complete) {
        say.Put("/sys/fs/pstore cannot be read");
        return Outcome::kCannotTell;
    }
    if (!search.found) {
        say.Put(search.any_log ? "the mark is in no log of pstore"
                               : "pstore has neither pmsg nor console of the last boot");
        return Outcome::kFail;
    }
    // It is not in the logs of any boot after this one.
    return subject.store->Remove(kMarkFile) ? Outcome::kOk : Outcome::kCannotTell;
}

}  // namespace faultbox::selftest
