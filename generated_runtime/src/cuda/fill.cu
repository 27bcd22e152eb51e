// Elements set to one value.
#include "cuda/elementwise.cuh"
#include "cuda/elementwise_functions.cuh"

namespace tw::cuda {
namespace {

template <class Word>
void fill_words(const Frame& frame, const Dims& sizes, const Elements& out, std::uint64_t bits) {
  elementwise<Word>(frame, Fill<Word>{static_cast<Word>(bits)}, sizes, {&out});
}

}  // namespace

void fill(const Frame& frame, std::size_t element_bytes, const Dims& sizes, const Elements& out,
          std::uint64_t bits) {
  switch (element_bytes) {
    case 1: return fill_words<std::uint8_t>(frame, sizes, out, bits);
    case 2: return fill_words<std::uint16_t>(frame, sizes, out, bits);
    case 4: return fill_words<std::uint32_t>(frame, sizes, out, bits);
    default: return fill_words<std::uint64_t>(frame, sizes, out, bits);
  }
}

}  // namespace tw::cuda
