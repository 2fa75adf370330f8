#pragma once

#include <gtest/gtest.h>

#include <string>

#include "host/io/mapped_file.h"
#include "host/symbols/symbol_file.h"

namespace faultbox::unwind {

/// A symbol file, opened.
struct OpenedFile {
    explicit OpenedFile(const std::string& path)
        : mapping(*MappedFile::Open(path)), file(*SymbolFile::Open(mapping.bytes(), path)) {}

    Symbol Function(std::string_view symbol) const {
        std::vector<Symbol> found = file->FindFunction(symbol);
        EXPECT_EQ(found.size(), 1u) << symbol;
        return found.empty() ? Symbol() : found.front();
    }

    MappedFile mapping;
    std::unique_ptr<SymbolFile> file;
};

}  // namespace faultbox::unwind
