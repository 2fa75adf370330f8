#include "host/symbols/identity.h"

#include <algorithm>

#include "arch/registry.h"

namespace faultbox {
namespace {

/// The value of a "key=value" string among the NUL-separated ones of .modinfo (kernel include/linux/moduleparam.h).
std::string_view ModuleInfo(std::string_view modinfo, std::string_view key) {
    while (!modinfo.empty()) {
        std::string_view entry = modinfo.substr(0, modinfo.find('\0'));
        modinfo.remove_prefix(std::min(modinfo.size(), entry.size() + 1));
        if (entry.starts_with(key) && entry.substr(key.size()).starts_with('=')) return entry.substr(key.size() + 1);
    }
    return {};
}

/// "drivers/net/snd-soc.ko.debug" -> "snd_soc". Module names have no '-' (kernel scripts/Makefile.lib).
std::string ModuleNameOf(std::string_view name) {
    name.remove_prefix(name.find_last_of('/') == std::string_view::npos ? 0 : name.find_last_of('/') + 1);
    std::string module(name.substr(0, name.find('.')));
    std::ranges::replace(module, '-', '_');
    return module;
}

/// The kernel's linux_banner, "Linux version 6.1.140 (builder@host) (gcc …) #1 SMP …" and a line feed (init/version.c).
/// Since 6.1 images hold a second one from before the link, whose build has no number: "# SMP …"
/// (init/version-timestamp.c).
std::string_view FindBanner(const elf::ElfFile& elf) {
    constexpr std::string_view kStart = "Linux version ";
    const elf::Section* rodata = elf.FindSection(".rodata");
    if (!rodata) return {};
    std::string_view text = AsText(rodata->raw);
    std::string_view without_number;
    for (size_t at = text.find(kStart); at != text.npos; at = text.find(kStart, at + 1)) {
        size_t version = at + kStart.size();
        bool is_number = version < text.size() && text[version] >= '0' && text[version] <= '9';
        if (!is_number) continue;
        std::string_view banner = text.substr(at, std::min<size_t>(text.size() - at, 1024));
        banner = banner.substr(0, banner.find_first_of(std::string_view("\n\0", 2)));
        if (!banner.contains(" # ")) return banner;
        if (without_number.empty()) without_number = banner;
    }
    return without_number;
}

std::string FirstWord(std::string_view text) {
    return std::string(text.substr(0, text.find(' ')));
}

}  // namespace

SymbolFileIdentity Identify(const elf::ElfFile& elf, std::string_view file_name) {
    SymbolFileIdentity identity;
    Bytes build_id = elf.BuildId();
    identity.build_id.assign(build_id.begin(), build_id.end());
    identity.elf_machine = elf.header().machine;
    identity.arch = FindArchByElfMachine(identity.elf_machine);
    identity.is_relocatable = elf.is_relocatable();
    identity.has_debug_info = elf.FindSection(".debug_info") || elf.FindSection(".zdebug_info");
    if (!identity.is_relocatable) {
        identity.banner = FindBanner(elf);
        identity.is_kernel = !identity.banner.empty();
        if (identity.is_kernel) identity.release = FirstWord(identity.banner.substr(sizeof("Linux version ") - 1));
        return identity;
    }
    const elf::Section* section = elf.FindSection(".modinfo");
    std::string_view modinfo = section ? AsText(section->raw) : std::string_view();
    identity.release = FirstWord(ModuleInfo(modinfo, "vermagic"));
    identity.module_name = ModuleNameOf(file_name);
    if (std::string_view name = ModuleInfo(modinfo, "name"); !name.empty()) identity.module_name = ModuleNameOf(name);
    return identity;
}

}  // namespace faultbox
