#include "target/usercrash/unwind_table.h"

#include <array>
#include <optional>

#include "arch/common/byte_reader.h"
#include "target/usercrash/native_registers.h"

namespace faultbox::usercrash {
namespace {

#if defined(__arm__)

// Exception Handling ABI for the Arm Architecture, section 6: sorted entries of two words.
bool ReadTable(ProcessMemory&, const Module& module, unw_dyn_info_t& table) {
    table.format = UNW_INFO_FORMAT_ARM_EXIDX;
    table.u.rti.table_data = static_cast<unw_word_t>(module.index_table);
    table.u.rti.table_len = static_cast<unw_word_t>(module.index_table_size);
    return module.index_table != 0;
}

#else

// DW_EH_PE_* (Linux Standard Base Core 5.0, section 10.5).
constexpr uint8_t kAbsent = 0xff;
constexpr uint8_t kFormatMask = 0x07;
constexpr uint8_t kData2 = 2;
constexpr uint8_t kData4 = 3;
constexpr uint8_t kData8 = 4;
// Offsets of four bytes from the start of .eh_frame_hdr: what all linkers write and libunwind can search.
constexpr uint8_t kSearchable = 0x3b;
constexpr uint32_t kMaxEntries = 1 << 20;

std::optional<unsigned> SizeOf(uint8_t encoding) {
    switch (encoding & kFormatMask) {
        case 0:
            return sizeof(unw_word_t);
        case kData2:
            return 2;
        case kData4:
            return 4;
        case kData8:
            return 8;
        default:
            return std::nullopt;
    }
}

// .eh_frame_hdr (Linux Standard Base Core 5.0, section 10.6.2): version, three encodings, address of .eh_frame, number
// of entries, entries.
bool ReadTable(ProcessMemory& memory, const Module& module, unw_dyn_info_t& table) {
    if (module.frame_table == 0) return false;
    std::array<uint8_t, 20> bytes;
    size_t size = module.frame_table_size < bytes.size() ? static_cast<size_t>(module.frame_table_size) : bytes.size();
    if (!memory.Read(module.frame_table, std::span(bytes).first(size))) return false;
    ByteReader reader(Bytes(bytes).first(size));
    uint8_t version = reader.U8();
    uint8_t frame_encoding = reader.U8();
    uint8_t count_encoding = reader.U8();
    uint8_t table_encoding = reader.U8();
    std::optional<unsigned> frame_size = SizeOf(frame_encoding);
    std::optional<unsigned> count_size = SizeOf(count_encoding);
    if (version != 1 || table_encoding != kSearchable || count_encoding == kAbsent || !frame_size || !count_size) {
        return false;
    }
    reader.Skip(*frame_size);
    uint64_t count = reader.Unsigned(*count_size);
    if (!reader.ok() || count > kMaxEntries || count * 8 > module.frame_table_size - reader.offset()) return false;
    table.format = UNW_INFO_FORMAT_REMOTE_TABLE;
    table.u.rti.segbase = static_cast<unw_word_t>(module.frame_table);
    table.u.rti.table_data = static_cast<unw_word_t>(module.frame_table + reader.offset());
    table.u.rti.table_len = static_cast<unw_word_t>(count * 8 / sizeof(unw_word_t));
    return true;
}

#endif

}  // namespace

int FindUnwindEntry(ProcessMemory& memory, const Module& module, unw_addr_space_t space, unw_word_t ip,
                    unw_proc_info_t* info, int need_unwind_info, void* context) {
    unw_dyn_info_t table{};
    table.start_ip = static_cast<unw_word_t>(module.begin);
    table.end_ip = static_cast<unw_word_t>(module.end);
    if (!ReadTable(memory, module, table)) return -UNW_ENOINFO;
    return FAULTBOX_SEARCH_UNWIND_TABLE(space, ip, &table, info, need_unwind_info, context);
}

}  // namespace faultbox::usercrash
