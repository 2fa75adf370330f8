#include "target/settings.h"

#include <cerrno>

#include "target/config/config_file.h"

namespace faultbox {
namespace {

// The texts of the settings lie in it.
config::ConfigFile g_file;
config::Config g_settings;

// "faultbox: /etc/faultbox.conf:12: unknown key: stroe"
class Problems : public config::ProblemSink {
  public:
    Problems(const char* path, journal::Output& err) : path_(path), err_(err) {}

    void OnProblem(uint32_t line, const char* what, std::string_view key) override {
        any_ = true;
        is_store_wrong_ |= key == "store";
        err_.Put("faultbox: ");
        err_.Put(path_);
        err_.Put(":");
        record::PutNumber(err_, line);
        err_.Put(": ");
        err_.Put(what);
        err_.Put(": ");
        record::PutEscaped(err_, AsBytes(key), record::Escape::kLine);
        err_.Put("\n");
    }
    bool any() const { return any_; }
    /// Then records go where nobody meant them to go.
    bool is_store_wrong() const { return is_store_wrong_; }

  private:
    const char* path_;
    journal::Output& err_;
    bool any_ = false;
    bool is_store_wrong_ = false;
};

}  // namespace

ExitStatus ReadSettings(harvest::Options& options, journal::Output& err) {
    using Verb = harvest::Options::Verb;
    if (options.help || options.verb == Verb::kNone || options.verb == Verb::kVersion) return kOk;
    const char* path = options.config != nullptr ? options.config : config::kDefaultPath;
    Problems problems(path, err);
    Result<void> loaded = g_file.Load(path, problems);
    if (loaded) {
        g_settings = g_file.config();
        options.keep |= problems.is_store_wrong();
    } else {
        bool is_missing = loaded.error().code == ErrorCode::kIo && loaded.error().offset == ENOENT;
        if (is_missing && options.config == nullptr) return kOk;
        PutError(err, path, loaded.error());
        // What it would have said about texts is not known, nor where records outlive this boot.
        g_settings.scrub = config::kScrubAll;
        options.keep = true;
    }
    options.settings = &g_settings;
#ifndef FAULTBOX_SCRUB
    if (g_settings.scrub != 0) {
        g_settings.keep_text = false;
        err.Put("faultbox: this build cannot scrub texts: they are left out of records\n");
    }
#endif
    err.Flush();
    if (options.store == harvest::kDefaultStore && options.settings->store != nullptr) {
        options.store = options.settings->store;
    }
    return loaded && !problems.any() ? kOk : kIncomplete;
}

}  // namespace faultbox
