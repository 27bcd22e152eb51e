// Elements written over others, bit by bit.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void copy(const Frame& frame, std::size_t element_bytes, const Dims& sizes, const Elements& out,
          const Elements& x) {
  visit_word(element_bytes, [&](auto tag) {
    using Word = typename decltype(tag)::type;
    elementwise<Word, Word>(frame, Same{}, sizes, {&out, &x});
  });
}

}  // namespace tw::cuda
