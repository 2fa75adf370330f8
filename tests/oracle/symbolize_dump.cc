// Answers of host/symbols in forms that the oracles can compare:
//   symbolize_dump frames FILE              addresses on stdin, llvm-symbolizer's output
//   symbolize_dump functions FILE           the same without the symbol table, as with --functions=short
//   symbolize_dump layout FILE [KERNEL]     "struct NAME" lines on stdin, one line a member; of a module that goes on
//                                           from its kernel's BTF, with that
//   symbolize_dump text FILE                ranges of executable sections
//   symbolize_dump at FILE SYMBOL+OFFSET    frames and variables there
//   symbolize_dump member FILE TYPE OFFSET [SIZE]
// With SYMBOLIZE_DUMP_INDEX=PATH in the environment, an index of the file is written there and answers come from it.

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <format>
#include <fstream>
#include <iostream>
#include <string>

#include "host/elf/elf_file.h"
#include "host/symbols/llvm_format.h"
#include "host/symbols/member_path.h"
#include "host/symbols/symbol_store.h"

namespace faultbox {
namespace {

uint64_t ParseNumber(std::string_view text) {
    int base = text.starts_with("0x") ? 16 : 10;
    if (base == 16) text.remove_prefix(2);
    uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

void PrintFrames(const SymbolFile& file) {
    for (std::string line; std::getline(std::cin, line);) {
        std::fputs((FormatLlvmFrames(file, ParseNumber(line)) + "\n").c_str(), stdout);
    }
}

void PrintFunctions(const SymbolFile& file) {
    for (std::string line; std::getline(std::cin, line);) {
        std::string text;
        for (const CodeFrame& frame : file.FramesAt(ParseNumber(line))) {
            text += std::format("{}\n{}:{}:{}\n", frame.function.empty() ? "??" : frame.function,
                                frame.file.empty() ? "??" : frame.file, frame.line, frame.column);
        }
        std::puts(text.empty() ? "??\n??:0:0\n" : text.c_str());
    }
}

/// Every definition of the name: "struct NAME SIZE", then "OFFSET SIZE NAME" or "OFFSET:BIT:BITS NAME" of the direct
/// members and those of anonymous structs and unions.
void PrintLayout(const SymbolFile& file) {
    for (std::string name; std::getline(std::cin, name);) {
        for (const TypeRef& type : file.FindTypes(name)) {
            std::printf("%s %llu\n", name.c_str(), static_cast<unsigned long long>(type.Size().value_or(0)));
            for (const LayoutEntry& entry : DescribeLayout(type)) {
                const MemberPath& member = entry.member;
                std::string place = member.bit_size
                                        ? std::format("{}:{}:{}", member.offset, *member.bit_offset, *member.bit_size)
                                        : std::format("{} {}", member.offset, member.size.value_or(0));
                std::puts(std::format("\t{} {} {}", entry.depth, place, member.path).c_str());
            }
        }
    }
}

void PrintText(const SymbolFile& file) {
    for (const elf::Section& section : file.elf().sections()) {
        if (section.is_code())
            std::puts(std::format("{:#x} {:#x} {}", section.address, section.size, section.name).c_str());
    }
}

std::string Describe(const dwarf::SymbolicValue& value, const ArchInfo* arch) {
    using Base = dwarf::SymbolicValue::Base;
    std::string reg = arch && value.reg != kNoRegister ? arch->registers[value.reg].name
                                                       : std::format("dwarf{}", value.dwarf_register);
    switch (value.base) {
        case Base::kConstant:
            return std::format("{:#x}", value.offset);
        case Base::kRegister:
            return std::format("{}{:+}", reg, static_cast<int64_t>(value.offset));
        case Base::kEntryRegister:
            return std::format("entry({}){:+}", reg, static_cast<int64_t>(value.offset));
        case Base::kFrame:
            return std::format("cfa{:+}", static_cast<int64_t>(value.offset));
        case Base::kUnknown:
            return "?";
    }
    return "?";
}

std::string Describe(const dwarf::Location& location, const ArchInfo* arch) {
    using Kind = dwarf::SimpleLocation::Kind;
    switch (location.kind) {
        case Kind::kOptimizedOut:
            return "optimized out";
        case Kind::kRegister:
            return "in " + Describe(location.value, arch);
        case Kind::kMemory:
            return "at [" + Describe(location.value, arch) + "]";
        case Kind::kValue:
            return "value " + Describe(location.value, arch);
        case Kind::kBytes:
            return std::format("{} bytes", location.bytes.size());
        case Kind::kImplicitPointer:
            return "implicit pointer";
        case Kind::kUnknown:
            return std::format("{} pieces or unknown", location.pieces.size());
    }
    return "?";
}

void PrintAt(const SymbolFile& file, std::string_view place) {
    uint64_t address = 0;
    size_t plus = place.find('+');
    if (plus == place.npos) {
        address = ParseNumber(place);
    } else {
        std::vector<Symbol> symbols = file.FindFunction(place.substr(0, plus));
        if (symbols.empty()) return;
        address = symbols.front().address + ParseNumber(place.substr(plus + 1));
    }
    std::fputs(FormatLlvmFrames(file, address).c_str(), stdout);
    for (const Variable& variable : file.VariablesAt(address)) {
        std::puts(std::format("{}{}: {} {} {}  {}", variable.inline_depth, variable.is_parameter ? "p" : "v",
                              variable.function, variable.type.Name(), variable.name,
                              Describe(variable.location, file.identity().arch))
                      .c_str());
    }
    if (std::optional<CallSite> site = file.CallSiteAt(address)) {
        std::puts(std::format("call to {}", site->target).c_str());
        for (const CallSiteParameter& parameter : site->parameters) {
            std::puts(std::format("  {} = {}", Describe(parameter.target, file.identity().arch),
                                  Describe(parameter.value, file.identity().arch))
                          .c_str());
        }
    }
}

void PrintMember(const SymbolFile& file, std::string_view name, uint64_t offset, std::optional<uint64_t> size) {
    for (const TypeRef& type : file.FindTypes(name)) {
        MemberLookup lookup = FindMember(type, offset, size);
        std::puts(std::format("{} size {} miss {}", type.Name(), type.Size().value_or(0), int(lookup.miss)).c_str());
        for (const MemberPath& path : lookup.paths) {
            std::puts(std::format("  {} {} +{} size {} inner {}", path.type.Name(), path.path, path.offset,
                                  path.size.value_or(0), path.inner_offset)
                          .c_str());
        }
    }
}

/// Gives `file` an index that another object of the same bytes made.
bool UseOwnIndex(const SymbolFile& file, const std::string& path) {
    SymbolStore store;
    Result<const SymbolFile*> maker = store.Load(file.name());
    std::vector<uint8_t> index = maker ? (*maker)->BuildIndex() : std::vector<uint8_t>();
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(index.data()), index.size());
    Result<MappedFile> mapping = MappedFile::Open(path);
    return mapping && file.UseIndex(std::move(*mapping));
}

int Run(int argc, char** argv) {
    if (argc < 3) return 2;
    std::string_view verb = argv[1];
    SymbolStore store;
    Result<const SymbolFile*> file = store.Load(argv[2]);
    if (!file) return 2;
    const char* index = std::getenv("SYMBOLIZE_DUMP_INDEX");
    if (index && !UseOwnIndex(**file, index)) return 2;
    if (verb == "frames") PrintFrames(**file);
    if (verb == "functions") PrintFunctions(**file);
    if (verb == "layout" && argc > 3) {
        if (!store.Load(argv[3]) || !store.AttachKernelTypes().empty()) return 2;
    }
    if (verb == "layout") PrintLayout(**file);
    if (verb == "text") PrintText(**file);
    if (verb == "at" && argc > 3) PrintAt(**file, argv[3]);
    if (verb == "member" && argc > 4) {
        std::optional<uint64_t> size = argc > 5 ? std::optional(ParseNumber(argv[5])) : std::nullopt;
        PrintMember(**file, argv[3], ParseNumber(argv[4]), size);
    }
    for (const std::string& note : (*file)->Notes()) std::fprintf(stderr, "%s\n", note.c_str());
    return 0;
}

}  // namespace
}  // namespace faultbox

int main(int argc, char** argv) {
    return faultbox::Run(argc, argv);
}
