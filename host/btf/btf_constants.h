#pragma once

#include <cstdint>

namespace faultbox::btf {

// Documentation/bpf/btf.rst and include/uapi/linux/btf.h of Linux 6.12.

inline constexpr uint16_t kMagic = 0xeb9f;  ///< In the byte order of the CPU that the kernel is for.
inline constexpr uint8_t kVersion = 1;
inline constexpr uint32_t kSmallestHeader = 24;  ///< Bytes.

/// BTF_KIND_*.
enum class Kind : uint8_t {
    kVoid = 0,
    kInt = 1,
    kPointer = 2,
    kArray = 3,
    kStruct = 4,
    kUnion = 5,
    kEnum = 6,
    kForward = 7,  ///< `struct name;` or, with the flag, `union name;`
    kTypedef = 8,
    kVolatile = 9,
    kConst = 10,
    kRestrict = 11,
    kFunction = 12,
    kPrototype = 13,
    kVariable = 14,
    kDataSection = 15,
    kFloat = 16,
    kDeclarationTag = 17,
    kTypeTag = 18,
    kEnum64 = 19,
};
inline constexpr uint8_t kLastKind = 19;

inline constexpr uint32_t kIntSigned = 1 << 0;  ///< BTF_INT_SIGNED
inline constexpr uint32_t kIntChar = 1 << 1;
inline constexpr uint32_t kIntBool = 1 << 2;

}  // namespace faultbox::btf
