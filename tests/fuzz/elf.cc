// Any bytes as a symbol file, asked everything that a decode asks.

#include "host/code/exception_ways.h"
#include "host/elf/elf_file.h"
#include "host/symbols/llvm_format.h"
#include "host/symbols/member_path.h"

namespace {

using namespace faultbox;

void AskAt(const SymbolFile& file, uint64_t address) {
    FormatLlvmFrames(file, address);
    file.VariablesAt(address);
    file.CallSiteAt(address);
    file.FunctionRanges(address);
    (void)file.ReadImage(address, 64);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size > 65'536) return 0;
    auto file = SymbolFile::Open(Bytes(data, size), "fuzz.ko");
    if (!file) return 0;
    elf::SymbolTable symbols = (*file)->elf().symbols();
    for (uint64_t index = 0; index < symbols.size() && index < 32; ++index) {
        AskAt(**file, symbols[index].address);
        AskAt(**file, symbols[index].address + symbols[index].size / 2);
    }
    for (const char* name : {"struct player", "slot_alias", "song"}) {
        for (const TypeRef& type : (*file)->FindTypes(name)) {
            type.Name();
            FindMember(type, 12, 4);
            DescribeLayout(type);
        }
    }
    ReadExceptionWays(**file, {{0, ~uint64_t{0}}});
    (*file)->Notes();
    return 0;
}
