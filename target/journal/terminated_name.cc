#include "target/journal/terminated_name.h"

namespace faultbox::journal {

TerminatedName::TerminatedName(std::string_view name) {
    bool is_elsewhere = name == "." || name == ".." || name.contains('/') || name.contains('\0');
    if (!is_elsewhere && name.size() < text_.size()) name.copy(text_.data(), name.size());
}

}  // namespace faultbox::journal
