#include "target/manifest/loaded_modules.h"

#include <algorithm>

#include "arch/common/bytes.h"
#include "arch/common/heap_sort.h"
#include "arch/common/number_text.h"
#include "arch/common/text_line.h"
#include "target/harvest/system_files.h"

namespace faultbox::manifest {
namespace {

// /sys/module/exfat/sections/.text: "0xffffffffc0a3d000\n"; zero under kernel.kptr_restrict.
std::optional<uint64_t> ReadTextAddress(const harvest::FileReader& files, std::string_view module) {
    if (module.contains('/')) return std::nullopt;
    std::array<uint8_t, 32> buffer;
    Result<Bytes> content = files.Read(harvest::Path("/sys/module") / module / "sections/.text", buffer);
    if (!content) return std::nullopt;
    std::string_view text = AsText(*content);
    if (!text.starts_with("0x")) return std::nullopt;
    text.remove_prefix(2);
    std::optional<uint64_t> address = TakeNumber(text, 16);
    return address == 0 ? std::nullopt : address;
}

}  // namespace

void ModuleList::Read(const harvest::FileReader& files, const harvest::SystemIdentity& system) {
    modules_.clear();
    sorted_ = 0;
    is_cut_ = false;
    Result<Bytes> content = files.Read("/proc/modules", names_);
    if (!content) return;
    std::string_view text = AsText(*content);
    if (text.size() == names_.size()) {
        is_cut_ = true;
        text = text.substr(0, text.rfind('\n') + 1);
    }
    // "exfat 77824 1 - Live 0xffffffffc0a3d000 (OE)"
    while (!text.empty()) {
        std::string_view line = TakeLine(text);
        ModuleFacts module{.name = line.substr(0, line.find(' ')), .is_loaded = true};
        module.build_id = system.ModuleBuildId(module.name);
        module.address = ReadTextAddress(files, module.name);
        Merge(module);
    }
    Sort();
}

void ModuleList::Merge(const ModuleFacts& module) {
    if (module.name.empty()) return;
    ModuleFacts* known = Find(module.name);
    if (known == nullptr) {
        if (!modules_.Append(module)) is_cut_ = true;
        return;
    }
    if (known->is_loaded) return;
    if (known->build_id.size == 0) known->build_id = module.build_id;
    if (!known->address) known->address = module.address;
}

void ModuleList::Sort() {
    HeapSort(std::span(modules_.begin(), modules_.size()),
             [](const ModuleFacts& a, const ModuleFacts& b) { return a.name < b.name; });
    sorted_ = modules_.size();
}

ModuleFacts* ModuleList::Find(std::string_view name) {
    auto end = modules_.begin() + sorted_;
    auto found = std::lower_bound(modules_.begin(), end, name, [](const ModuleFacts& module, std::string_view wanted) {
        return module.name < wanted;
    });
    return found != end && found->name == name ? found : nullptr;
}

}  // namespace faultbox::manifest
