#pragma once

#include <cstdint>
#include <span>

#include "arch/arm64/field_text.h"

namespace faultbox::arm64 {

/// The fields of a syndrome that are there whatever their values are; empty for classes whose syndrome says nothing
/// (DDI 0487, ESR_EL1, "ISS encoding for …"). Aborts have more fields, and SErrors, BRK and BKPT have a form that their
/// values decide: see AppendSyndrome.
std::span<const FieldText> FixedForm(uint8_t exception_class);

/// Data aborts: of the access, valid with ISV.
std::span<const FieldText> AccessForm();
/// Aborts: SET, valid with the fault status code 0b010000.
std::span<const FieldText> ErrorStateForm();
/// Data aborts: ISS2, ESR bits 55 to 32.
std::span<const FieldText> SecondForm();
/// SErrors whose fault status code is 0b010001; the fields are not valid otherwise.
std::span<const FieldText> SErrorForm();
/// What the AET of an SError says.
const char* ErrorTypeName(uint64_t aet);

}  // namespace faultbox::arm64
