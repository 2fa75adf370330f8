#include <cstdio>
#include <format>
#include <iostream>

#include "host/cli/console.h"
#include "host/cli/query.h"
#include "host/cli/symbol_files.h"
#include "host/cli/verb.h"
#include "host/symbols/llvm_format.h"

namespace faultbox::cli {
namespace {

constexpr Option kOptions[] = {{"--symbols", "FILE", "an ELF file; also a folder with its debug files"}};

constexpr const char* kUnknown = "??\n??:0:0\n\n";

// The addresses that a query means: several where functions share a name.
std::vector<uint64_t> AddressesOf(const SymbolFile& file, const CodeQuery& query) {
    if (query.symbol.empty()) return {query.value};
    std::vector<uint64_t> addresses;
    for (const Symbol& symbol : file.FindFunction(query.symbol, query.size)) {
        if (symbol.size == 0 || query.value < symbol.size) addresses.push_back(symbol.address + query.value);
    }
    return addresses;
}

// False where the query could not be answered, or not by one place.
bool Answer(const SymbolFile& file, const std::string& text, std::string& output) {
    std::optional<CodeQuery> query = ParseCodeQuery(text);
    std::vector<uint64_t> addresses;
    if (query) addresses = AddressesOf(file, *query);
    for (uint64_t address : addresses) output += FormatLlvmFrames(file, address) + "\n";
    if (addresses.size() == 1) return true;
    if (addresses.empty()) output += kUnknown;
    Complain(!query              ? std::format("\"{}\" is neither an address nor SYMBOL+OFF", text)
             : addresses.empty() ? std::format("{}: no such place", text)
                                 : std::format("{}: {} functions have that name", text, addresses.size()));
    return false;
}

ExitStatus RunSymbolize(const Arguments& arguments) {
    SymbolStore store;
    const SymbolFile* file = LoadSymbolFile(arguments.Values("--symbols"), store);
    if (file == nullptr) return kUnusable;
    ExitStatus status = kDecoded;
    auto answer = [&](const std::string& text) {
        std::string output;
        if (!Answer(*file, text, output)) status = kIncomplete;
        return Print(output);
    };
    for (const std::string& operand : arguments.operands()) {
        if (!answer(operand)) return kUnusable;
    }
    std::string line;
    while (arguments.operands().empty() && std::getline(std::cin, line)) {
        if (!answer(line)) return kUnusable;
    }
    return status;
}

}  // namespace

const Verb kSymbolizeVerb = {
    .name = "symbolize",
    .operands = "--symbols FILE [ADDR | SYMBOL+OFF[/SIZE]]...",
    .summary = "print functions and lines of addresses, in llvm-symbolizer's form",
    .description =
        "Prints function, file, line and column of each address, in the form of llvm-symbolizer: the functions "
        "inlined\n"
        "there first, a blank line behind each address. Addresses are those of the file, hexadecimal; SYMBOL+OFF and\n"
        "SYMBOL+OFF/SIZE are hexadecimal as in a call trace. Without any, they are read from standard input, one a "
        "line.",
    .options = kOptions,
    .run = RunSymbolize,
};

}  // namespace faultbox::cli
