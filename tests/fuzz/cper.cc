// Error records and status blocks of any bytes.
#include "arch/cper/cper.h"

#include "arch/cper/cper_text.h"

namespace {

using namespace faultbox;

void Check(Bytes whole, const cper::Section& section) {
    if (!section.body.empty() && (section.body.data() < whole.data() ||
                                  section.body.data() + section.body.size() > whole.data() + whole.size())) {
        __builtin_trap();
    }
    for (const cper::Field& field : section.fields) {
        cper::MeaningOf(cper::SectionName(section.type), field.name, field.value);
        cper::DescribeAer(static_cast<uint32_t>(field.value), field.value >> 32);
        cper::DescribeArmErrorInfo(field.value, cper::ArmCheckKind(field.value & 0x1f, field.value >> 63));
        cper::DescribeErrorTypes(cper::SectionName(section.type), field.value);
        cper::DescribeX86Check(field.value, static_cast<cper::CheckKind>(field.value % 5));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Bytes bytes(data, size);
    if (Result<cper::Record> record = cper::ReadRecord(bytes)) {
        for (const cper::Section& section : record->sections) Check(bytes, section);
    }
    if (cper::IsStatusBlock(bytes) || cper::IsClearedStatusBlock(bytes)) {
        Result<cper::StatusBlock> block = cper::ReadStatusBlock(bytes);
        cper::StatusBlockOutline outline = cper::ReadStatusBlockOutline(bytes);
        if (!block || block->bytes.size() != outline.size || outline.size == 0) __builtin_trap();
        if (block->severity != outline.severity || block->block_status != outline.block_status) __builtin_trap();
    }
    if (Result<cper::StatusBlock> block = cper::ReadStatusBlock(bytes)) {
        if (block->bytes.empty() || block->bytes.size() > size) __builtin_trap();
        for (const cper::Section& section : block->sections) Check(bytes, section);
    }
    return 0;
}
