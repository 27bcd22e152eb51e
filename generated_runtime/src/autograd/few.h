// Lists of which most are short.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>
#include <vector>

namespace tw::autograd {

// A list whose length is known when it is made.  Up to kInside elements lie in it, without an
// allocation of their own.
template <class T, std::size_t kInside>
class Few {
 public:
  // Of no elements, with room for so many.
  explicit Few(std::size_t room = 0) : apart_(room > kInside) {
    if (apart_) room_.apart = static_cast<T*>(::operator new(room * sizeof(T)));
  }
  explicit Few(std::vector<T> list) : Few(list.size()) {
    for (T& element : list) add(std::move(element));
  }
  Few(const Few&) = delete;
  Few& operator=(const Few&) = delete;
  ~Few() { clear(); }

  // No more than there is room for.
  template <class... Arguments>
  void add(Arguments&&... arguments) {
    T* const list = apart_ ? room_.apart : room_.inside;
    ::new (static_cast<void*>(list + size_)) T(std::forward<Arguments>(arguments)...);
    ++size_;
  }
  // Leaves no room.
  void clear() noexcept {
    T* const list = apart_ ? room_.apart : room_.inside;
    for (std::uint32_t i = 0; i < size_; ++i) list[i].~T();
    if (apart_) ::operator delete(list);
    size_ = 0;
    apart_ = false;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] const T* data() const noexcept { return apart_ ? room_.apart : room_.inside; }

 private:
  union Room {
    Room() noexcept {}
    ~Room() {}
    T inside[kInside];
    T* apart;
  };
  std::uint32_t size_ = 0;
  bool apart_;
  Room room_;
};

}  // namespace tw::autograd
