// Any bytes as BTF, and as that of a module whose kernel has the first part: four bytes of its length stand before it.

#include "host/symbols/member_path.h"
#include "host/symbols/symbol_file.h"

namespace {

using namespace faultbox;

void Ask(const SymbolFile& file) {
    for (uint64_t id = 0; id < 64; ++id) {
        TypeRef type = file.TypeAt(id);
        if (!type) continue;
        type.Name();
        type.Size();
        type.is_signed();
        type.EnumeratorName(-1);
        type.Complete().Members();
        type.Target().Parameters();
        DescribeLayout(type);
        FindMember(type, 8, 4);
    }
    file.FindTypes("struct s");
    file.Notes();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size > 65'536) return 0;
    Bytes bytes(data, size);
    if (auto file = SymbolFile::OpenTypes(bytes, "vmlinux")) Ask(**file);
    ByteReader reader(bytes);
    auto kernel = SymbolFile::OpenTypes(reader.Take(std::min<uint64_t>(reader.U32(), reader.remaining())), "vmlinux");
    auto module = SymbolFile::OpenTypes(reader.Take(reader.remaining()), "module");
    if (!kernel || !module || !(*module)->NeedsTypesOfKernel()) return 0;
    if ((*module)->UseTypesOf(**kernel)) Ask(**module);
    return 0;
}
