#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "target/harvest/system_files.h"

namespace faultbox::harvest {

/// Files of a system that a test makes up.
class FakeSystemFiles : public SystemFiles {
  public:
    std::map<std::string, std::string> files;

    Result<Bytes> Read(std::string_view path, std::span<uint8_t> buffer) const override {
        auto found = files.find(std::string(path));
        if (found == files.end()) return Fail(ErrorCode::kIo, "cannot open", 2);
        size_t size = std::min(buffer.size(), found->second.size());
        std::copy_n(found->second.begin(), size, buffer.begin());
        return Bytes(buffer.first(size));
    }
    bool StartListing(std::string_view folder) override {
        std::string prefix = std::string(folder) + "/";
        std::set<std::string> names;
        for (auto& [path, content] : files) {
            if (path.starts_with(prefix))
                names.insert(path.substr(prefix.size(), path.find('/', prefix.size()) - prefix.size()));
        }
        listing_.assign(names.rbegin(), names.rend());
        return !names.empty();
    }
    std::optional<std::string_view> NextName() override {
        if (listing_.empty()) return std::nullopt;
        name_ = listing_.back();
        listing_.pop_back();
        return name_;
    }

  private:
    std::vector<std::string> listing_;
    std::string name_;
};

}  // namespace faultbox::harvest
