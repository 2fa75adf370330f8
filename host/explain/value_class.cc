#include "host/explain/value_class.h"

#include <array>
#include <format>
#include <optional>

#include "arch/common/bits.h"

namespace faultbox {
namespace {

constexpr uint64_t kSmallLimit = 0x10000;
constexpr uint64_t kMaxErrno = 4095;

struct NamedError {
    int number;
    const char* name;
};

// include/uapi/asm-generic/errno-base.h and errno.h: those that kernel functions return in pointers.
constexpr NamedError kErrors[] = {
    {1, "EPERM"},         {2, "ENOENT"},        {3, "ESRCH"},       {4, "EINTR"},         {5, "EIO"},
    {6, "ENXIO"},         {7, "E2BIG"},         {8, "ENOEXEC"},     {9, "EBADF"},         {10, "ECHILD"},
    {11, "EAGAIN"},       {12, "ENOMEM"},       {13, "EACCES"},     {14, "EFAULT"},       {15, "ENOTBLK"},
    {16, "EBUSY"},        {17, "EEXIST"},       {18, "EXDEV"},      {19, "ENODEV"},       {20, "ENOTDIR"},
    {21, "EISDIR"},       {22, "EINVAL"},       {23, "ENFILE"},     {24, "EMFILE"},       {25, "ENOTTY"},
    {26, "ETXTBSY"},      {27, "EFBIG"},        {28, "ENOSPC"},     {29, "ESPIPE"},       {30, "EROFS"},
    {31, "EMLINK"},       {32, "EPIPE"},        {33, "EDOM"},       {34, "ERANGE"},       {35, "EDEADLK"},
    {36, "ENAMETOOLONG"}, {38, "ENOSYS"},       {39, "ENOTEMPTY"},  {40, "ELOOP"},        {61, "ENODATA"},
    {62, "ETIME"},        {71, "EPROTO"},       {74, "EBADMSG"},    {75, "EOVERFLOW"},    {84, "EILSEQ"},
    {90, "EMSGSIZE"},     {92, "ENOPROTOOPT"},  {95, "EOPNOTSUPP"}, {98, "EADDRINUSE"},   {104, "ECONNRESET"},
    {105, "ENOBUFS"},     {107, "ENOTCONN"},    {108, "ESHUTDOWN"}, {110, "ETIMEDOUT"},   {111, "ECONNREFUSED"},
    {114, "EALREADY"},    {115, "EINPROGRESS"}, {116, "ESTALE"},    {512, "ERESTARTSYS"}, {517, "EPROBE_DEFER"},
    {524, "ENOTSUPP"},
};

struct Poison {
    uint64_t offset;  ///< From POISON_POINTER_DELTA.
    const char* description;
};

// include/linux/poison.h over time: 0x00100100/0x00200200 up to 4.2, then 0x100/0x200, and 0x122 since 5.0.
constexpr Poison kListPoisons[] = {
    {0x100, "LIST_POISON1, the next pointer of a deleted list entry"},
    {0x122, "LIST_POISON2, the prev pointer of a deleted list entry"},
    {0x200, "LIST_POISON2 of kernels before 5.0, the prev pointer of a deleted list entry"},
    {0x00100100, "LIST_POISON1 of kernels up to 4.2, the next pointer of a deleted list entry"},
    {0x00200200, "LIST_POISON2 of kernels up to 4.2, the prev pointer of a deleted list entry"},
};

struct BytePoison {
    uint8_t byte;
    const char* description;
};

// include/linux/poison.h: POISON_FREE, POISON_INUSE, PAGE_POISON.
constexpr BytePoison kBytePoisons[] = {
    {0x6b, "slab poison 0x6b: memory that was freed"},
    {0x5a, "slab poison 0x5a: memory that was allocated and never written"},
    {0xaa, "page poison 0xaa: a page that was freed"},
};

uint64_t AllBytes(uint8_t byte, unsigned pointer_size) {
    return Bits(0x0101010101010101u * byte, pointer_size * 8 - 1, 0);
}

// CONFIG_ILLEGAL_POINTER_VALUE: 0xdead000000000000 on arm64 and x86-64, 0 on 32-bit.
uint64_t PoisonDelta(const ArchInfo& arch) {
    return arch.pointer_size == 8 ? 0xdead000000000000u : 0;
}

const char* FindListPoison(uint64_t value, const ArchInfo& arch) {
    for (const Poison& poison : kListPoisons) {
        if (value == poison.offset + PoisonDelta(arch)) return poison.description;
    }
    return nullptr;
}

const char* FindBytePoison(uint64_t value, const ArchInfo& arch) {
    for (const BytePoison& poison : kBytePoisons) {
        uint64_t pattern = AllBytes(poison.byte, arch.pointer_size);
        // Page poison as a pointer cannot be told from data on 32 bits by one byte less: only the whole word counts.
        if (value == pattern) return poison.description;
    }
    return nullptr;
}

// Members that pointers are made of lie at multiples of this (list entries, embedded structures).
constexpr int kSmallestAlignment = 4;

// container_of() of NULL gives small negative numbers as well, at which no function that returns errors need be found.
ClassifiedValue ErrPtr(int error) {
    std::string name = ErrnoName(error);
    std::string text = std::format("ERR_PTR(-{})", name.empty() ? std::to_string(error) : name);
    if (name.empty() && error % kSmallestAlignment == 0) {
        text = std::format("NULL less {:#x} (container_of of NULL), or {}", error, text);
        return {ValueClass::kBelowNull, "null", text, error};
    }
    return {ValueClass::kErrPtr, "err-ptr", text, error};
}

bool IsUserSpace(uint64_t value, const ArchInfo& arch) {
    // PAGE_OFFSET is configurable on 32-bit; 0x40000000 is its lowest value, so that only below it is certain.
    if (arch.pointer_size == 4) return value < 0x40000000;
    return !Bit(value, 63) && Bits(value, 63, 56) == 0;
}

bool IsNonCanonical(uint64_t value, const ArchInfo& arch) {
    if (arch.arch != Arch::kX86_64) return false;
    uint64_t top = Bits(value, 63, 56);  // Five-level paging leaves bits 63:56.
    return top != 0 && top != 0xff;
}

}  // namespace

std::string ErrnoName(int error) {
    for (const NamedError& known : kErrors) {
        if (known.number == error) return known.name;
    }
    return {};
}

ClassifiedValue ClassifyValue(uint64_t value, const ArchInfo& arch) {
    if (value == 0) return {ValueClass::kNull, "null", "NULL"};
    uint64_t all_ones = AllBytes(0xff, arch.pointer_size);
    if (value > all_ones - kMaxErrno) return ErrPtr(static_cast<int>(all_ones - value + 1));
    if (const char* poison = FindListPoison(value, arch)) return {ValueClass::kListPoison, "list-poison", poison};
    if (const char* poison = FindBytePoison(value, arch)) return {ValueClass::kSlabPoison, "slab-poison", poison};
    if (value < kSmallLimit) {
        return {ValueClass::kSmall, "small", std::format("{:#x}, which is no address but NULL plus an offset", value)};
    }
    if (IsNonCanonical(value, arch)) return {ValueClass::kNonCanonical, "non-canonical", "a non-canonical address"};
    if (IsUserSpace(value, arch)) return {ValueClass::kUserSpace, "user-space", "an address in user space"};
    return {ValueClass::kKernel, "kernel", "an address in the kernel's range"};
}

}  // namespace faultbox
