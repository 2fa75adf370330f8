#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <utility>

namespace faultbox {

/// Memory, as a static object, for one T that is made when it is needed. A large T with values other than zero would be
/// part of the program's file as a static object; on the stack it makes the code of all that lies beside it longer,
/// since an instruction of ARM reaches 1 KB, or 4 KB, from the stack pointer. The object is never destroyed.
template <typename T>
class StaticPlace {
  public:
    /// Makes it, or makes it anew.
    template <typename... Arguments>
    T& Make(Arguments&&... arguments) {
        return *std::construct_at(reinterpret_cast<T*>(memory_.data()), std::forward<Arguments>(arguments)...);
    }

  private:
    alignas(T) std::array<std::byte, sizeof(T)> memory_;
};

}  // namespace faultbox
