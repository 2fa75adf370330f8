#include <format>

#include "host/cli/console.h"
#include "host/cli/query.h"
#include "host/cli/symbol_files.h"
#include "host/cli/verb.h"
#include "host/report/structure_text.h"
#include "host/symbols/member_path.h"

namespace faultbox::cli {
namespace {

constexpr Option kOptions[] = {
    {"--symbols", "FILE", "an ELF file or BTF; also a folder with its debug files, and the vmlinux of a module"},
    {"--json", nullptr, "print JSON, see docs/json.md"},
};

MemberAt Describe(const TypeRef& type, const MemberPath& path) {
    MemberAt member;
    member.type = type.Name();
    member.path = path.path;
    member.offset = path.offset;
    member.size = SizeOf(path);
    member.bit_offset = path.bit_offset;
    member.bit_size = path.bit_size;
    member.index = path.index;
    member.member_type = path.type.Name();
    return member;
}

const char* Describe(MemberMiss miss) {
    switch (miss) {
        case MemberMiss::kNone:
            return "";
        case MemberMiss::kNoMembers:
            return "the type has no members";
        case MemberMiss::kIncomplete:
            return "the file only declares the type";
        case MemberMiss::kDeclared:
            return "the file only declares the type of the member there";
        case MemberMiss::kPadding:
            return "there is padding at that offset";
        case MemberMiss::kBeyondEnd:
            return "the offset is beyond the end of the type";
    }
    return "";
}

// False, with a diagnostic, where nothing lies at the offset.
bool Fill(const StructureQuery& query, const TypeRef& type, StructureText& structure) {
    if (!query.offset) {
        for (const LayoutEntry& entry : DescribeLayout(type)) {
            structure.members.push_back(Describe(type, entry.member));
            std::string& path = structure.members.back().path;
            path = std::string(size_t{2} * entry.depth, ' ') + path;
        }
        if (structure.members.empty()) Complain(query.name + ": it has no members here");
        return !structure.members.empty();
    }
    MemberLookup found = FindMember(type, *query.offset);
    for (const MemberPath& path : found.paths) structure.members.push_back(Describe(type, path));
    if (found.paths.empty()) Complain(std::format("{}+0x{:x}: {}", query.name, *query.offset, Describe(found.miss)));
    return !found.paths.empty();
}

ExitStatus RunStruct(const Arguments& arguments) {
    std::optional<StructureQuery> query;
    if (arguments.operands().size() == 1) query = ParseStructureQuery(arguments.operands().front());
    if (!query) {
        Complain("struct: one NAME or NAME+OFFSET is needed");
        return kUnusable;
    }
    SymbolStore store;
    const SymbolFile* file = LoadSymbolFile(arguments.Values("--symbols"), store);
    if (file == nullptr) return kUnusable;
    std::vector<TypeRef> types = file->FindTypes(query->name);
    if (types.empty()) Complain(std::format("{}: no type of that name in {}", query->name, file->name()));
    ExitStatus status = types.empty() ? kIncomplete : kDecoded;
    std::vector<StructureText> structures;
    for (const TypeRef& type : types) {
        StructureText structure{.type = type.Name(),
                                .size = type.Complete().is_declaration() ? std::nullopt : type.Size(),
                                .offset = query->offset,
                                .members = {}};
        if (!Fill(*query, type, structure)) status = kIncomplete;
        structures.push_back(std::move(structure));
    }
    std::string text;
    if (arguments.Has("--json")) {
        text = WriteStructuresJson(structures);
    } else {
        for (const StructureText& structure : structures) text += WriteStructureText(structure);
    }
    bool printed = Print(text);
    KeepIndexes(store);
    return printed ? status : kUnusable;
}

}  // namespace

const Verb kStructVerb = {
    .name = "struct",
    .operands = "--symbols FILE [--json] NAME[+OFFSET]",
    .summary = "print the layout of a structure, or the member at an offset",
    .description =
        "Prints the layout of a structure or union, or, with +OFFSET, the members at that offset. NAME may have "
        "\"struct\"\n"
        "or \"union\" in front. OFFSET is decimal, or hexadecimal behind 0x. A file without DWARF is asked for BTF; "
        "that of a\n"
        "module goes on from its kernel's, whose vmlinux, or copy of /sys/kernel/btf/vmlinux, is to be given too.",
    .options = kOptions,
    .run = RunStruct,
};

}  // namespace faultbox::cli
