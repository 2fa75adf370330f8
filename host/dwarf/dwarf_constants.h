#pragma once

#include <cstdint>

/// Numbers of DWARF 5, section 7, and of GNU's extensions, as far as they are read here.
namespace faultbox::dwarf {

// Tags: section 7.5.3, table 7.3.
inline constexpr uint16_t DW_TAG_array_type = 0x01;
inline constexpr uint16_t DW_TAG_class_type = 0x02;
inline constexpr uint16_t DW_TAG_enumeration_type = 0x04;
inline constexpr uint16_t DW_TAG_formal_parameter = 0x05;
inline constexpr uint16_t DW_TAG_lexical_block = 0x0b;
inline constexpr uint16_t DW_TAG_member = 0x0d;
inline constexpr uint16_t DW_TAG_pointer_type = 0x0f;
inline constexpr uint16_t DW_TAG_reference_type = 0x10;
inline constexpr uint16_t DW_TAG_compile_unit = 0x11;
inline constexpr uint16_t DW_TAG_structure_type = 0x13;
inline constexpr uint16_t DW_TAG_subroutine_type = 0x15;
inline constexpr uint16_t DW_TAG_typedef = 0x16;
inline constexpr uint16_t DW_TAG_union_type = 0x17;
inline constexpr uint16_t DW_TAG_inheritance = 0x1c;
inline constexpr uint16_t DW_TAG_inlined_subroutine = 0x1d;
inline constexpr uint16_t DW_TAG_subrange_type = 0x21;
inline constexpr uint16_t DW_TAG_base_type = 0x24;
inline constexpr uint16_t DW_TAG_const_type = 0x26;
inline constexpr uint16_t DW_TAG_enumerator = 0x28;
inline constexpr uint16_t DW_TAG_subprogram = 0x2e;
inline constexpr uint16_t DW_TAG_variable = 0x34;
inline constexpr uint16_t DW_TAG_volatile_type = 0x35;
inline constexpr uint16_t DW_TAG_restrict_type = 0x37;
inline constexpr uint16_t DW_TAG_namespace = 0x39;
inline constexpr uint16_t DW_TAG_unspecified_type = 0x3b;
inline constexpr uint16_t DW_TAG_rvalue_reference_type = 0x42;
inline constexpr uint16_t DW_TAG_atomic_type = 0x47;
inline constexpr uint16_t DW_TAG_call_site = 0x48;
inline constexpr uint16_t DW_TAG_call_site_parameter = 0x49;
inline constexpr uint16_t DW_TAG_skeleton_unit = 0x4a;
inline constexpr uint16_t DW_TAG_GNU_call_site = 0x4109;
inline constexpr uint16_t DW_TAG_GNU_call_site_parameter = 0x410a;

// Attributes: section 7.5.4, table 7.5.
inline constexpr uint16_t DW_AT_sibling = 0x01;
inline constexpr uint16_t DW_AT_location = 0x02;
inline constexpr uint16_t DW_AT_name = 0x03;
inline constexpr uint16_t DW_AT_byte_size = 0x0b;
inline constexpr uint16_t DW_AT_bit_offset = 0x0c;
inline constexpr uint16_t DW_AT_bit_size = 0x0d;
inline constexpr uint16_t DW_AT_stmt_list = 0x10;
inline constexpr uint16_t DW_AT_low_pc = 0x11;
inline constexpr uint16_t DW_AT_high_pc = 0x12;
inline constexpr uint16_t DW_AT_language = 0x13;
inline constexpr uint16_t DW_AT_comp_dir = 0x1b;
inline constexpr uint16_t DW_AT_const_value = 0x1c;
inline constexpr uint16_t DW_AT_lower_bound = 0x22;
inline constexpr uint16_t DW_AT_upper_bound = 0x2f;
inline constexpr uint16_t DW_AT_abstract_origin = 0x31;
inline constexpr uint16_t DW_AT_count = 0x37;
inline constexpr uint16_t DW_AT_data_member_location = 0x38;
inline constexpr uint16_t DW_AT_decl_file = 0x3a;
inline constexpr uint16_t DW_AT_decl_line = 0x3b;
inline constexpr uint16_t DW_AT_declaration = 0x3c;
inline constexpr uint16_t DW_AT_encoding = 0x3e;
inline constexpr uint16_t DW_AT_frame_base = 0x40;
inline constexpr uint16_t DW_AT_specification = 0x47;
inline constexpr uint16_t DW_AT_type = 0x49;
inline constexpr uint16_t DW_AT_entry_pc = 0x52;
inline constexpr uint16_t DW_AT_ranges = 0x55;
inline constexpr uint16_t DW_AT_call_column = 0x57;
inline constexpr uint16_t DW_AT_call_file = 0x58;
inline constexpr uint16_t DW_AT_call_line = 0x59;
inline constexpr uint16_t DW_AT_signature = 0x69;
inline constexpr uint16_t DW_AT_data_bit_offset = 0x6b;
inline constexpr uint16_t DW_AT_linkage_name = 0x6e;
inline constexpr uint16_t DW_AT_str_offsets_base = 0x72;
inline constexpr uint16_t DW_AT_addr_base = 0x73;
inline constexpr uint16_t DW_AT_rnglists_base = 0x74;
inline constexpr uint16_t DW_AT_call_return_pc = 0x7d;
inline constexpr uint16_t DW_AT_dwo_name = 0x76;
inline constexpr uint16_t DW_AT_call_value = 0x7e;
inline constexpr uint16_t DW_AT_call_origin = 0x7f;
inline constexpr uint16_t DW_AT_call_tail_call = 0x82;
inline constexpr uint16_t DW_AT_loclists_base = 0x8c;
inline constexpr uint16_t DW_AT_MIPS_linkage_name = 0x2007;
inline constexpr uint16_t DW_AT_GNU_call_site_value = 0x2111;
inline constexpr uint16_t DW_AT_GNU_tail_call = 0x2115;
inline constexpr uint16_t DW_AT_GNU_dwo_name = 0x2130;
inline constexpr uint16_t DW_AT_GNU_dwo_id = 0x2131;
inline constexpr uint16_t DW_AT_GNU_ranges_base = 0x2132;
inline constexpr uint16_t DW_AT_GNU_addr_base = 0x2133;
inline constexpr uint16_t DW_AT_GNU_discriminator = 0x2136;

// Base type encodings: section 7.8, table 7.11.
inline constexpr uint64_t DW_ATE_signed = 0x05;
inline constexpr uint64_t DW_ATE_signed_char = 0x06;

// Languages whose functions may be nested in other DIEs than the unit: section 7.12, table 7.17.
inline constexpr uint16_t DW_LANG_C89 = 0x01;
inline constexpr uint16_t DW_LANG_C = 0x02;
inline constexpr uint16_t DW_LANG_C99 = 0x0c;
inline constexpr uint16_t DW_LANG_C11 = 0x1d;
inline constexpr uint16_t DW_LANG_C17 = 0x2c;
inline constexpr uint16_t DW_LANG_Mips_Assembler = 0x8001;

}  // namespace faultbox::dwarf
