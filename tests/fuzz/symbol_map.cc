// Any bytes as a System.map.

#include "host/symbols/symbol_map.h"

#include "host/symbols/symbol_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace faultbox;
    if (size > 65'536) return 0;
    Bytes text(data, size);
    IsSymbolMap(text);
    auto file = SymbolFile::OpenMap(text, "System.map");
    if (!file) return 0;
    for (uint64_t address : {uint64_t{0xc02001c4}, uint64_t{0xffff'ffff'8100'0044}}) {
        (*file)->FindAliases(address);
        (*file)->FramesAt(address);
        (*file)->IsCode(address);
    }
    for (const Symbol& symbol : (*file)->FindFunction("vector_swi")) (*file)->HasPrintedSize(symbol, 0x40);
    (*file)->Notes();
    return 0;
}
