#include "arch/arm64/iss_forms.h"

#include <algorithm>
#include <array>

#include "arch/arm64/fault.h"

namespace faultbox::arm64 {
namespace {

using Texts = const char* const[];

constexpr Texts kCv = {"COND not valid", "COND valid"};
constexpr Texts kCoprocDirection = {"write to the system register (MCR)", "read of the system register (MRC)"};
constexpr Texts kCoprocPair = {"write to the system register (MCRR)", "read of the system register (MRRC)"};
constexpr Texts kMemoryDirection = {"to memory (STC)", "from memory (LDC)"};
constexpr Texts kSystemDirection = {"write to the system register (MSR)", "read of the system register (MRS)"};
constexpr Texts kWait = {"WFI", "WFE", "WFIT", "WFET"};
constexpr Texts kRegisterValid = {"Rn not valid", "Rn valid"};
constexpr Texts kOffset = {"offset subtracted", "offset added"};
constexpr Texts kNewer = {"trapped ST64BV", "trapped ST64BV0", "trapped LD64B or ST64B"};
constexpr Texts kBranch = {"no indirect branch", "a jump through x16 or x17, or from an unguarded page", "a call (BLR)",
                           "a jump (BR) through another register, from a guarded page"};
constexpr Texts kCondition = {"condition not known to be passed", "instruction known to pass its condition"};
constexpr Texts kEretForm = {"ERET", "ERETAA or ERETAB"};
constexpr Texts kEretKey = {"ERETAA, key A", "ERETAB, key B"};
constexpr Texts kAuthKind = {"instruction key", "data key"};
constexpr Texts kAuthKey = {"key A", "key B"};
constexpr Texts kStreaming = {"access to SME is disabled", "an instruction that is illegal in streaming mode",
                              "streaming mode is off (PSTATE.SM is 0)", "the ZA array is off (PSTATE.ZA is 0)",
                              "access to ZT0 is disabled"};
constexpr Texts kMopsFamily = {"memory copy (CPY)", "memory set (SET)"};
constexpr Texts kSetTags = {"SETP, SETM or SETE", "SETGP, SETGM or SETGE"};
constexpr Texts kEpilogue = {"main instruction", "epilogue instruction"};
constexpr Texts kWrongOption = {"option was right", "option does not fit this implementation"};
constexpr Texts kOption = {"option B", "option A"};
constexpr Texts kTrapped = {"the flags below are not valid", "the flags below tell the trapped exceptions"};
constexpr Texts kDenormal = {"no input denormal", "input denormal"};
constexpr Texts kInexact = {"not inexact", "inexact"};
constexpr Texts kUnderflow = {"no underflow", "underflow"};
constexpr Texts kOverflow = {"no overflow", "overflow"};
constexpr Texts kDivide = {"no divide by zero", "divide by zero"};
constexpr Texts kInvalid = {"operation valid", "invalid operation"};
constexpr Texts kGcsType = {"return address did not match the guarded control stack", "exception return while locked",
                            "trapped store to the guarded control stack"};
constexpr Texts kGcsInstruction = {
    "return (RET)", "GCSPOPM", "return, key A (RETAA)", "return, key B (RETAB)", "GCSSS1", "GCSSS2", nullptr, nullptr,
    "GCSPOPCX",     "GCSPOPX"};
// Only one code is defined for debug exceptions.
constexpr auto kDebugCode = [] {
    std::array<const char*, 0b100010 + 1> texts{};
    texts.back() = "debug exception";
    return texts;
}();
constexpr Texts kStepValid = {"EX not valid", "EX valid"};
constexpr Texts kExclusive = {"stepped something else", "stepped a load-exclusive"};
constexpr Texts kWatchNumber = {"WPT not valid", "WPT is the number of the watchpoint"};
constexpr Texts kWatchFalse = {"the watched address was accessed", "may be a false match"};
constexpr Texts kWatchFar = {"FAR holds the address", "FAR may be imprecise"};
constexpr Texts kFar = {"FAR holds the address", "FAR not valid"};
constexpr Texts kNested = {"not from VNCR_EL2", "from an access that VNCR_EL2 redirected"};
constexpr Texts kMaintenance = {"no cache maintenance", "cache maintenance or address translation"};
constexpr Texts kWrite = {"read", "write"};
constexpr Texts kWalk = {"not on a stage 2 walk for stage 1", "on a stage 2 walk for stage 1"};
constexpr Texts kExternal = {nullptr, "external abort type, implementation defined"};
constexpr Texts kSize = {"1 byte", "2 bytes", "4 bytes", "8 bytes"};
constexpr Texts kSigned = {"not sign-extended", "sign-extended"};
constexpr Texts kWidth = {"32-bit register", "64-bit register"};
constexpr Texts kAcquire = {"no acquire or release", "acquire or release"};
constexpr Texts kGranuleWalk = {"not on a stage 2 walk", "on a stage 2 walk"};
constexpr Texts kFetch = {"data access", "instruction fetch"};
constexpr Texts kTagNotData = {"not due to an allocation tag", "due to an access to an allocation tag"};
constexpr Texts kTagAccess = {"not due to NoTagAccess memory", "due to NoTagAccess memory"};
constexpr Texts kGcsAccess = {"no guarded control stack access", "guarded control stack access"};
constexpr Texts kAssured = {"not due to AssuredOnly", "due to AssuredOnly"};
constexpr Texts kOverlay = {"not due to overlay permissions", "due to overlay permissions (protection key)"};
constexpr Texts kDirty = {"not due to the dirty state", "due to the dirty state"};
constexpr Texts kDirtyLog = {"not due to the dirty state log", "due to the dirty state log (HDBSS)"};
constexpr Texts kErrorSync = {"not synchronised, or not tracked", "synchronised and taken by an error barrier"};
constexpr Texts kErrorTypes = {"uncontainable error",
                               "unrecoverable error",
                               "restartable error",
                               "recoverable error",
                               "reserved",
                               "reserved",
                               "corrected error",
                               "reserved"};

constexpr FieldText kFormWfx[] = {
    {"CV", 24, 24, kCv}, {"COND", 23, 20}, {"RN", 9, 5}, {"RV", 2, 2, kRegisterValid}, {"TI", 1, 0, kWait}};
constexpr FieldText kFormMcr[] = {
    {"CV", 24, 24, kCv}, {"COND", 23, 20}, {"Opc2", 19, 17}, {"Opc1", 16, 14},
    {"CRn", 13, 10},     {"Rt", 9, 5},     {"CRm", 4, 1},    {"Direction", 0, 0, kCoprocDirection}};
constexpr FieldText kFormMcrr[] = {{"CV", 24, 24, kCv},
                                   {"COND", 23, 20},
                                   {"Opc1", 19, 16},
                                   {"Rt2", 14, 10},
                                   {"Rt", 9, 5},
                                   {"CRm", 4, 1},
                                   {"Direction", 0, 0, kCoprocPair}};
constexpr FieldText kFormLdc[] = {{"CV", 24, 24, kCv},
                                  {"COND", 23, 20},
                                  {"imm8", 19, 12},
                                  {"Rn", 9, 5},
                                  {"Offset", 4, 4, kOffset},
                                  {"AM", 3, 1},
                                  {"Direction", 0, 0, kMemoryDirection}};
constexpr FieldText kFormFpAccess[] = {{"CV", 24, 24, kCv}, {"COND", 23, 20}};
constexpr FieldText kFormNewer[] = {{"ISS", 24, 0, kNewer}};
constexpr FieldText kFormBti[] = {{"BTYPE", 1, 0, kBranch}};
constexpr FieldText kFormImmediate[] = {{"imm16", 15, 0}};
constexpr FieldText kFormSmc32[] = {{"CV", 24, 24, kCv}, {"COND", 23, 20}, {"CCKNOWNPASS", 19, 19, kCondition}};
constexpr FieldText kFormSys64[] = {{"Op0", 21, 20},
                                    {"Op2", 19, 17},
                                    {"Op1", 16, 14},
                                    {"CRn", 13, 10},
                                    {"Rt", 9, 5},
                                    {"CRm", 4, 1},
                                    {"Direction", 0, 0, kSystemDirection}};
constexpr FieldText kFormSys128[] = {{"Op0", 21, 20},
                                     {"Op2", 19, 17},
                                     {"Op1", 16, 14},
                                     {"CRn", 13, 10},
                                     {"Rt", 9, 6},
                                     {"CRm", 4, 1},
                                     {"Direction", 0, 0, kSystemDirection}};
constexpr FieldText kFormEret[] = {{"ERET", 1, 1, kEretForm}, {"ERETA", 0, 0, kEretKey}};
constexpr FieldText kFormTstart[] = {{"Rd", 9, 5}};
constexpr FieldText kFormFpac[] = {{"key type", 1, 1, kAuthKind}, {"key", 0, 0, kAuthKey}};
constexpr FieldText kFormSme[] = {{"SMTC", 2, 0, kStreaming}};
constexpr FieldText kFormMops[] = {{"MemInst", 24, 24, kMopsFamily},
                                   {"isSETG", 23, 23, kSetTags},
                                   {"Options", 22, 19},
                                   {"FromEpilogue", 18, 18, kEpilogue},
                                   {"WrongOption", 17, 17, kWrongOption},
                                   {"OptionA", 16, 16, kOption},
                                   {"destreg", 14, 10},
                                   {"srcreg", 9, 5},
                                   {"sizereg", 4, 0}};
constexpr FieldText kFormFp[] = {{"TFV", 23, 23, kTrapped}, {"VECITR", 10, 8},         {"IDF", 7, 7, kDenormal},
                                 {"IXF", 4, 4, kInexact},   {"UFF", 3, 3, kUnderflow}, {"OFF", 2, 2, kOverflow},
                                 {"DZF", 1, 1, kDivide},    {"IOF", 0, 0, kInvalid}};
constexpr FieldText kFormGcs[] = {
    {"ExType", 23, 20, kGcsType}, {"Raddr", 14, 10}, {"Rn", 9, 5}, {"IT", 4, 0, kGcsInstruction}};
constexpr FieldText kFormBreakpoint[] = {{"IFSC", 5, 0, kDebugCode}};
constexpr FieldText kFormStep[] = {{"ISV", 24, 24, kStepValid}, {"EX", 6, 6, kExclusive}, {"IFSC", 5, 0, kDebugCode}};
constexpr FieldText kFormWatchpoint[] = {
    {"WPT", 23, 18},           {"WPTV", 17, 17, kWatchNumber}, {"WPF", 16, 16, kWatchFalse}, {"FnP", 15, 15, kWatchFar},
    {"VNCR", 13, 13, kNested}, {"FnV", 10, 10, kFar},          {"CM", 8, 8, kMaintenance},   {"WnR", 6, 6, kWrite},
    {"DFSC", 5, 0, kDebugCode}};
constexpr FieldText kFormGpc[] = {
    {"S2PTW", 21, 21, kGranuleWalk}, {"InD", 20, 20, kFetch}, {"GPCSC", 19, 14},     {"VNCR", 13, 13, kNested},
    {"CM", 8, 8, kMaintenance},      {"S1PTW", 7, 7, kWalk},  {"WnR", 6, 6, kWrite}, {"xFSC", 5, 0}};
constexpr FieldText kFormImplementation[] = {{"ISS", 24, 0}};

constexpr FieldText kFormAccess[] = {{"SAS", 23, 22, kSize},
                                     {"SSE", 21, 21, kSigned},
                                     {"SRT", 20, 16},
                                     {"SF", 15, 15, kWidth},
                                     {"AR", 14, 14, kAcquire}};
constexpr FieldText kFormSecond[] = {{"HDBSSF", 43, 43, kDirtyLog},     {"TnD", 42, 42, kTagNotData},
                                     {"TagAccess", 41, 41, kTagAccess}, {"GCS", 40, 40, kGcsAccess},
                                     {"AssuredOnly", 39, 39, kAssured}, {"Overlay", 38, 38, kOverlay},
                                     {"DirtyBit", 37, 37, kDirty},      {"Xs", 36, 32}};
constexpr Texts kErrorState = {"recoverable error", "reserved", "uncontainable error", "restartable error"};
constexpr FieldText kFormFault[] = {{"VNCR", 13, 13, kNested},
                                    {"FnV", 10, 10, kFar},
                                    {"EA", 9, 9, kExternal},
                                    {"CM", 8, 8, kMaintenance},
                                    {"S1PTW", 7, 7, kWalk}};
constexpr FieldText kFormFetch[] = {{"FnV", 10, 10, kFar}, {"EA", 9, 9, kExternal}, {"S1PTW", 7, 7, kWalk}};
constexpr FieldText kFormErrorState[] = {{"SET", 12, 11, kErrorState}};
constexpr FieldText kFormSError[] = {
    {"IESB", 13, 13, kErrorSync}, {"AET", 12, 10, kErrorTypes}, {"EA", 9, 9, kExternal}};

struct Form {
    uint8_t exception_class;
    std::span<const FieldText> fields;
};

constexpr Form kForms[] = {
    {kEcWfx, kFormWfx},
    {kEcCp15Mcr, kFormMcr},
    {kEcCp15Mcrr, kFormMcrr},
    {kEcCp14Mcr, kFormMcr},
    {kEcCp14Ldc, kFormLdc},
    {kEcFpAccess, kFormFpAccess},
    {kEcCp10Mrc, kFormMcr},
    {kEcLs64, kFormNewer},
    {kEcCp14Mrrc, kFormMcrr},
    {kEcBti, kFormBti},
    {kEcSvc32, kFormImmediate},
    {kEcHvc32, kFormImmediate},
    {kEcSmc32, kFormSmc32},
    {kEcSys128, kFormSys128},
    {kEcSvc64, kFormImmediate},
    {kEcHvc64, kFormImmediate},
    {kEcSmc64, kFormImmediate},
    {kEcSys64, kFormSys64},
    {kEcEret, kFormEret},
    {kEcTstart, kFormTstart},
    {kEcFpac, kFormFpac},
    {kEcSme, kFormSme},
    {kEcGpc, kFormGpc},
    {kEcImplementation, kFormImplementation},
    {kEcInstructionAbortLower, kFormFetch},
    {kEcInstructionAbort, kFormFetch},
    {kEcDataAbortLower, kFormFault},
    {kEcDataAbort, kFormFault},
    {kEcMops, kFormMops},
    {kEcFp32, kFormFp},
    {kEcFp64, kFormFp},
    {kEcGcs, kFormGcs},
    {kEcBreakpointLower, kFormBreakpoint},
    {kEcBreakpoint, kFormBreakpoint},
    {kEcStepLower, kFormStep},
    {kEcStep, kFormStep},
    {kEcWatchpointLower, kFormWatchpoint},
    {kEcWatchpoint, kFormWatchpoint},
    {kEcVectorCatch, kFormBreakpoint},
    {kEcProfiling, kFormImplementation},
};

}  // namespace

std::span<const FieldText> FixedForm(uint8_t exception_class) {
    auto found = std::ranges::find(kForms, exception_class, &Form::exception_class);
    return found == std::ranges::end(kForms) ? std::span<const FieldText>() : found->fields;
}

std::span<const FieldText> AccessForm() {
    return kFormAccess;
}

std::span<const FieldText> ErrorStateForm() {
    return kFormErrorState;
}

std::span<const FieldText> SecondForm() {
    return kFormSecond;
}

std::span<const FieldText> SErrorForm() {
    return kFormSError;
}

const char* ErrorTypeName(uint64_t aet) {
    const char* name = aet < std::size(kErrorTypes) ? kErrorTypes[aet] : nullptr;
    return name == nullptr ? "reserved" : name;
}

}  // namespace faultbox::arm64
