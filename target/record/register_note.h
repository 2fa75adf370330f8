#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "target/oops/crash_event.h"

namespace faultbox::record {

/// What the kernel prints of a register that points to nothing (mm/util.c, mem_dump_obj; mm/slab_common.c), numbered
/// from 1 in the order of RegisterNote.phrase: append only. Empty for a number that is none.
std::string_view PhraseOf(uint32_t number);
/// 0 when `text` is no such phrase.
uint32_t FindPhrase(std::string_view text);

/// Puts the fields of `note` into the kernel's words: "slab kmalloc-192 start c3183180 pointer offset 64 size 192".
/// `digits` is the number of hex digits of a pointer. Returns the part of `buffer` that was written; what does not fit
/// is missing.
std::string_view DescribeSlab(const RegisterNote& note, unsigned digits, std::span<char> buffer);

}  // namespace faultbox::record
