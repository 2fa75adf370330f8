#include "target/harvest/pstore_source.h"

#include <algorithm>
#include <string_view>

#include "arch/common/heap_sort.h"
#include "target/record/ramoops_text.h"

namespace faultbox::harvest {
namespace {

// fs/pstore/inode.c: the kernel could not inflate the dump.
constexpr std::string_view kCompressedSuffix = ".enc.z";

bool IsConsole(std::string_view name) {
    return name.starts_with("console-");
}

// "dmesg-ramoops-0", "dmesg-efi-165467238001001"
bool IsText(std::string_view name) {
    return name.starts_with("dmesg-") || IsConsole(name);
}

}  // namespace

Result<void> PstoreSource::Open() {
    Result<void> listed = directory_.VisitFiles([&](std::string_view name, const journal::FileInfo&) {
        if (IsText(name)) names_.Append(name);
    });
    using Name = record::ShortText<64>;
    HeapSort(std::span(names_.begin(), names_.size()),
             [](const Name& a, const Name& b) { return std::string_view(a) < std::string_view(b); });
    return listed;
}

// A file that the kernel left compressed is read beside the text that it gives, any other where its text is to be.
Result<std::string_view> PstoreSource::ReadText(std::string_view name, std::span<char> buffer,
                                                record::SourceFacts& facts) {
    bool encoded = name.ends_with(kCompressedSuffix);
    std::span<uint8_t> in_place(reinterpret_cast<uint8_t*>(buffer.data()), buffer.size());
    std::span<uint8_t> content = encoded ? scratch_ : in_place;
    Result<size_t> size = directory_.ReadEnd(name, content);
    if (!size) return std::unexpected(size.error());
    return record::ReadPstoreText(name, content.first(*size), {{}, buffer}, facts);
}

Result<std::string_view> PstoreSource::Load(uint32_t entry, std::span<char> buffer, record::SourceFacts& facts) {
    std::string_view name = names_[entry];
    Result<journal::FileInfo> info = directory_.Stat(name);
    if (!info) return std::unexpected(info.error());
    Result<std::string_view> text = ReadText(name, buffer, facts);
    // The kernel gives the file the time of the dump; a console has none and gets the time of the boot.
    if (!IsConsole(name)) facts.time_us = info->modified_us;
    if (text && info->size_bytes > buffer.size()) facts.notes.Append("only the end of the file fits");
    return text;
}

}  // namespace faultbox::harvest
