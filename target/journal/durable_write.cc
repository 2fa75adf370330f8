#include "target/journal/durable_write.h"

namespace faultbox::journal {

Result<void> WriteDurably(Directory& directory, std::string_view temporary, std::string_view name, Bytes content) {
    Result<void> done = directory.Write(temporary, content);
    if (done) done = directory.Sync(temporary);
    if (done) done = directory.Rename(temporary, name);
    if (done) return directory.SyncNames();
    // A full flash must not stay full of what was not finished; if this fails too, the next file replaces it.
    (void)directory.Remove(temporary);
    return done;
}

}  // namespace faultbox::journal
