// Walking through the elements of an array by their indices.
#pragma once

#include "array.h"

namespace oracle {

// The position in a contiguous array of these sizes of the element at `index`.
inline std::size_t place(const Sizes& sizes, const Sizes& index) {
  std::int64_t at = 0;
  for (std::size_t d = 0; d < sizes.size(); ++d) at = at * sizes[d] + index[d];
  return static_cast<std::size_t>(at);
}

// Calls visit(i, index) for the i-th element of an array of these sizes.
template <class Visit>
void for_each_index(const Sizes& sizes, Visit visit) {
  Sizes index(sizes.size(), 0);
  const auto all = static_cast<std::size_t>(count(sizes));
  for (std::size_t i = 0; i < all; ++i) {
    visit(i, index);
    for (std::size_t d = sizes.size(); d-- > 0;) {
      if (++index[d] < sizes[d]) break;
      index[d] = 0;
    }
  }
}

}  // namespace oracle
