#pragma once

#include <string_view>

namespace faultbox::record {

/// Takes text in pieces.
class TextSink {
  public:
    virtual ~TextSink() = default;
    virtual void Put(std::string_view text) = 0;
};

}  // namespace faultbox::record
