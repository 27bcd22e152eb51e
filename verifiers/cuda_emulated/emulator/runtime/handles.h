// The handles of one kind that the API has given out.
#pragma once

#include <memory>
#include <unordered_map>
#include <utility>

namespace emu {

// Not thread safe: every call of the API holds api_mutex().  What was destroyed
// keeps its address until the process ends, so that a stale handle never names a
// newer object.
template <class T>
class Handles {
 public:
  template <class... Arguments>
  T* create(Arguments&&... arguments) {
    auto owned = std::make_unique<T>(std::forward<Arguments>(arguments)...);
    T* const handle = owned.get();
    owned_.emplace(handle, std::move(owned));
    ++alive_count_;
    alive_.emplace(handle, true);
    return handle;
  }

  bool alive(const T* handle) const {
    const auto found = alive_.find(handle);
    return found != alive_.end() && found->second;
  }

  // False: it is not alive.
  bool destroy(T* handle) {
    if (!alive(handle)) return false;
    alive_[handle] = false;
    --alive_count_;
    return true;
  }

  std::size_t alive_count() const { return alive_count_; }

 private:
  std::unordered_map<const T*, std::unique_ptr<T>> owned_;
  std::unordered_map<const T*, bool> alive_;
  std::size_t alive_count_ = 0;
};

}  // namespace emu
