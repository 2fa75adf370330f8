#pragma once

#include <cstdint>

/// Numbers of the System V gABI, chapters 4 and 5, and of the processor supplements.
namespace faultbox::elf {

inline constexpr uint16_t ET_REL = 1;

inline constexpr uint16_t EM_386 = 3;
inline constexpr uint16_t EM_ARM = 40;
inline constexpr uint16_t EM_X86_64 = 62;
inline constexpr uint16_t EM_AARCH64 = 183;

inline constexpr uint32_t SHT_SYMTAB = 2;
inline constexpr uint32_t SHT_RELA = 4;
inline constexpr uint32_t SHT_NOTE = 7;
inline constexpr uint32_t SHT_NOBITS = 8;
inline constexpr uint32_t SHT_REL = 9;
inline constexpr uint32_t SHT_SYMTAB_SHNDX = 18;

inline constexpr uint64_t SHF_ALLOC = 0x2;
inline constexpr uint64_t SHF_EXECINSTR = 0x4;
inline constexpr uint64_t SHF_COMPRESSED = 0x800;

inline constexpr uint32_t SHN_UNDEF = 0;
inline constexpr uint32_t SHN_LORESERVE = 0xff00;
inline constexpr uint32_t SHN_ABS = 0xfff1;
inline constexpr uint32_t SHN_XINDEX = 0xffff;

inline constexpr uint8_t STT_OBJECT = 1;
inline constexpr uint8_t STT_FUNC = 2;
inline constexpr uint8_t STT_SECTION = 3;
inline constexpr uint8_t STT_FILE = 4;
inline constexpr uint8_t STT_GNU_IFUNC = 10;
inline constexpr uint8_t STB_LOCAL = 0;

inline constexpr uint32_t ELFCOMPRESS_ZLIB = 1;
inline constexpr uint32_t ELFCOMPRESS_ZSTD = 2;

}  // namespace faultbox::elf
