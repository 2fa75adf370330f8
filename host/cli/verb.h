#pragma once

#include <span>

#include "host/cli/arguments.h"

namespace faultbox::cli {

/// What scripts test for.
enum ExitStatus : int {
    kDecoded = 0,     ///< All of the input was decoded.
    kIncomplete = 1,  ///< Read, but something in it could not be decoded; stderr says what.
    kUnusable = 2,    ///< Wrong usage, or an input that cannot be read.
};

/// One verb of the command line: what --help says of it, and what it does.
struct Verb {
    const char* name;
    const char* operands;     ///< "INPUT..."
    const char* summary;      ///< One line.
    const char* description;  ///< Paragraphs for its --help.
    std::span<const Option> options;
    ExitStatus (*run)(const Arguments& arguments);
    const char* exit_status = nullptr;  ///< For its --help, where it is not that of most verbs.
};

extern const Verb kDecodeVerb;
extern const Verb kSymbolizeVerb;
extern const Verb kStructVerb;
extern const Verb kInsnVerb;
extern const Verb kFaultVerb;
extern const Verb kIndexVerb;
extern const Verb kPullVerb;

/// Runs the program. `arguments` leaves out the program's name.
ExitStatus Run(std::span<const char* const> arguments);

}  // namespace faultbox::cli
