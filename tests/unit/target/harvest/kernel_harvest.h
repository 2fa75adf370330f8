#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "target/format/crash_record.pb.h"
#include "target/harvest/harvester.h"
#include "target/harvest/kernel_log_parser.h"
#include "tests/power/flash_directory.h"
#include "tests/power/stored_records.h"

namespace faultbox::harvest {

inline std::string ReadTestFile(const std::string& path) {
    std::ifstream file(FAULTBOX_TESTS_DIR "/" + path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_FALSE(text.str().empty()) << path;
    return text.str();
}

/// A system of which nothing is known.
class NoSystem : public SystemIdentity {
  public:
    std::string_view release() const override { return {}; }
    std::string_view version() const override { return {}; }
    std::string_view machine() const override { return {}; }
    Bytes kernel_build_id() const override { return {}; }
    Bytes boot_id() const override { return {}; }
    BuildId ModuleBuildId(std::string_view) const override { return {}; }
};

/// Harvests with the kernel's own parser into a store on a flash.
class KernelHarvest : private Reporter {
  public:
    /// `provider` may look at workspace().
    HarvestResult Run(TextProvider& provider, const HarvestOptions& options = {}) {
        problems.clear();
        journal::RecordStore store(flash, scratch_);
        auto parser = std::make_unique<KernelLogParser>();
        NoSystem system;
        std::vector<journal::RecordId> entries(format::kMaxRecords);
        journal::Pruner pruner(flash, store, entries);
        Harvester harvester(*workspace_, store, pruner, *parser, system, *this);
        return harvester.Run(provider, options);
    }
    /// To be called before each harvest but the first.
    void Restart() { workspace_ = std::make_unique<Workspace>(); }
    Workspace& workspace() { return *workspace_; }

    std::vector<format::CrashRecord> Stored() { return power::StoredRecords(flash); }

    power::FlashDirectory flash;
    std::vector<std::string> problems;

  private:
    void Problem(std::string_view where, const Error& error) override {
        problems.push_back(std::string(where) + ": " + error.what);
    }
    void Stored(std::string_view, size_t) override {}

    std::unique_ptr<Workspace> workspace_ = std::make_unique<Workspace>();
    std::vector<uint8_t> scratch_ = std::vector<uint8_t>(format::kMaxRecordBytes);
};

}  // namespace faultbox::harvest
