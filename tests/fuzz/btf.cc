// Any bytes as BTF, and as that of a module whose kernel has the first part: four bytes of its length stand before it.
// The rest also as a module's .BTF.base, its length before it, and .BTF.

#include "arch/common/byte_reader.h"
#include "host/btf/distilled_base.h"
#include "host/symbols/member_path.h"
#include "host/symbols/symbol_file.h"
#include "host/symbols/type_member.h"

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

void Relocate(Bytes kernel_bytes, Bytes rest) {
    ByteReader reader(rest);
    const Bytes base = reader.Take(std::min<uint64_t>(reader.U32(), reader.remaining()));
    const Bytes module = reader.Take(reader.remaining());
    Result<btf::TypeTable> kernel = btf::TypeTable::Parse(kernel_bytes);
    if (!kernel) return;
    Result<std::vector<uint8_t>> relocated = btf::RelocateToKernel(module, base, *kernel, btf::NameIndex(*kernel));
    if (relocated) (void)btf::TypeTable::Parse(*relocated, &*kernel);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size > 65'536) return 0;
    Bytes bytes(data, size);
    if (auto file = SymbolFile::OpenTypes(bytes, "vmlinux")) Ask(**file);
    ByteReader reader(bytes);
    const Bytes kernel_bytes = reader.Take(std::min<uint64_t>(reader.U32(), reader.remaining()));
    const Bytes rest = reader.Take(reader.remaining());
    Relocate(kernel_bytes, rest);
    auto kernel = SymbolFile::OpenTypes(kernel_bytes, "vmlinux");
    auto module = SymbolFile::OpenTypes(rest, "module");
    if (!kernel || !module || !(*module)->NeedsTypesOfKernel()) return 0;
    if ((*module)->UseTypesOf(**kernel)) Ask(**module);
    return 0;
}
