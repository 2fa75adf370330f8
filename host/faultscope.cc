#include <span>

#include "host/cli/verb.h"

int main(int count, char** words) {
    std::span<const char* const> arguments(words, static_cast<size_t>(count));
    return faultbox::cli::Run(arguments.subspan(count > 0 ? 1 : 0));
}
