// Elements copied by sizes and strides, and set to one value.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/device.h"
#include "cuda/device.h"

namespace tw {
namespace {

constexpr std::size_t kDimsMax = 8;
constexpr unsigned kBlock = 256;
constexpr std::int64_t kBlocksMax = 65'536;  // More elements are for the loop in the kernel.

// From the outermost dim to the innermost, strides in elements.
struct Walk {
  std::int64_t sizes[kDimsMax];
  std::int64_t to_strides[kDimsMax];
  std::int64_t from_strides[kDimsMax];
  int dims;
};

template <class Word>
__global__ void copy_kernel(Word* to, const Word* from, Walk walk, std::int64_t count) {
  const std::int64_t step = std::int64_t{gridDim.x} * blockDim.x;
  for (std::int64_t i = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) {
    std::int64_t rest = i;
    std::int64_t to_at = 0;
    std::int64_t from_at = 0;
    for (int dim = walk.dims - 1; dim >= 0; --dim) {
      // What is left for the outermost dim is its index.
      const std::int64_t outer = dim > 0 ? rest / walk.sizes[dim] : 0;
      const std::int64_t index = rest - outer * walk.sizes[dim];
      to_at += index * walk.to_strides[dim];
      from_at += index * walk.from_strides[dim];
      rest = outer;
    }
    to[to_at] = from[from_at];
  }
}

template <class Word>
__global__ void fill_kernel(Word* to, Word value, std::int64_t count) {
  const std::int64_t step = std::int64_t{gridDim.x} * blockDim.x;
  for (std::int64_t i = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step)
    to[i] = value;
}

// One thread for each of `count` elements, of which there is one at least.
Launch launch_for(std::int64_t count) {
  const std::int64_t blocks = std::min((count - 1) / kBlock + 1, kBlocksMax);
  return {dim3(static_cast<unsigned>(blocks)), dim3(kBlock)};
}

// A walk of any number of dims.
struct Shape {
  Dims sizes;
  Dims to_strides;
  Dims from_strides;

  void add(std::int64_t size, std::int64_t to_stride, std::int64_t from_stride) {
    sizes.push_back(size);
    to_strides.push_back(to_stride);
    from_strides.push_back(from_stride);
  }
};

// With as few dims as can be: without those of size 1, and with neighbours joined where one stride
// runs through both in both tensors.
Shape collapsed(const Dims& sizes, const cuda::Copy& copy) {
  Shape shape;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const std::int64_t to_stride = copy.to_strides[i];
    const std::int64_t from_stride = copy.from_strides[i];
    if (sizes[i] == 1) continue;
    const std::size_t count = shape.sizes.size();
    if (count > 0 && shape.to_strides[count - 1] == sizes[i] * to_stride &&
        shape.from_strides[count - 1] == sizes[i] * from_stride) {
      shape.sizes[count - 1] *= sizes[i];
      shape.to_strides[count - 1] = to_stride;
      shape.from_strides[count - 1] = from_stride;
    } else {
      shape.add(sizes[i], to_stride, from_stride);
    }
  }
  return shape;
}

// Of kDimsMax dims at most.
template <class Word>
void launch_copy(const Shape& shape, Word* to, const Word* from) {
  Walk walk = {};
  std::int64_t count = 1;
  for (std::size_t i = 0; i < shape.sizes.size(); ++i) {
    walk.sizes[i] = shape.sizes[i];
    walk.to_strides[i] = shape.to_strides[i];
    walk.from_strides[i] = shape.from_strides[i];
    count *= shape.sizes[i];
  }
  walk.dims = static_cast<int>(shape.sizes.size());
  cuda::check(tw::launch(copy_kernel<Word>, launch_for(count), to, from, walk, count),
              "cudaLaunchKernelEx");
}

// Dims that are too many for one launch are gone through here, the smallest first.
template <class Word>
void copy_words(const Shape& shape, Word* to, const Word* from) {
  if (shape.sizes.size() <= kDimsMax) {
    launch_copy(shape, to, from);
    return;
  }
  const std::int64_t* const smallest = std::min_element(shape.sizes.begin(), shape.sizes.end());
  const auto apart = static_cast<std::size_t>(smallest - shape.sizes.begin());
  Shape rest;
  for (std::size_t i = 0; i < shape.sizes.size(); ++i)
    if (i != apart) rest.add(shape.sizes[i], shape.to_strides[i], shape.from_strides[i]);
  for (std::int64_t i = 0; i < *smallest; ++i)
    copy_words(rest, to + i * shape.to_strides[apart], from + i * shape.from_strides[apart]);
}

// Calls function(Word()) with the unsigned integer of so many bytes.
template <class Function>
void with_word(std::size_t bytes, Function function) {
  switch (bytes) {
    case 1: function(std::uint8_t{}); break;
    case 2: function(std::uint16_t{}); break;
    case 4: function(std::uint32_t{}); break;
    default: function(std::uint64_t{}); break;
  }
}

}  // namespace

void cuda::copy_elements(Device device, std::size_t element_bytes, const Dims& sizes,
                         const Copy& copy) {
  for (const std::int64_t size : sizes)
    if (size == 0) return;
  select(device);
  const Shape shape = collapsed(sizes, copy);
  with_word(element_bytes, [&]<class Word>(Word) {
    copy_words(shape, static_cast<Word*>(copy.to), static_cast<const Word*>(copy.from));
  });
}

void cuda::fill_elements(Device device, std::size_t element_bytes, void* to, std::int64_t count,
                         std::uint64_t bits) {
  if (count == 0) return;
  select(device);
  with_word(element_bytes, [&]<class Word>(Word) {
    cuda::check(tw::launch(fill_kernel<Word>, launch_for(count), static_cast<Word*>(to),
                           static_cast<Word>(bits), count),
                "cudaLaunchKernelEx");
  });
}

}  // namespace tw
