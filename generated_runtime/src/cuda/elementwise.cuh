// The frame of all elementwise kernels: elementwise() computes a function of any number of
// arguments element by element.  A kernel is an instance for a function and the types of its result
// and its arguments, and there are three ways in:
//   vector_kernel    all lie without gaps at multiples of 16 bytes, and are read in vectors
//   strided_kernel   else, with indices of 32 bits where all offsets fit, or with 64 bits
//
// A function is a functor with a `__device__ operator()`.  It is called with numbers as they are
// computed, in float for f16 and bf16, and what it returns is rounded to the result's dtype.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>

#include "core/number.h"
#include "cuda/device.h"
#include "cuda/elementwise.h"
#include "cuda/elementwise_numbers.cuh"
#include "tw/shape.h"

namespace tw::cuda {

inline constexpr std::size_t kWalkMax = 8;     // Dims of a launch.
inline constexpr std::size_t kLayoutsMax = 4;  // The result, and at most three arguments.
inline constexpr std::size_t kVectorBytes = sizeof(uint4);

// ---- What a kernel is given ----

// The C++ types of the result and of the arguments.
template <class Out, class... In>
struct Types {
  static constexpr std::size_t kLayouts = 1 + sizeof...(In);
  static constexpr std::size_t kBytes[kLayouts] = {sizeof(Out), sizeof(In)...};
  // How many are computed at a time: a vector of the smallest elements.
  static constexpr int kItems =
      static_cast<int>(kVectorBytes / std::min({sizeof(Out), sizeof(In)...}));
};

// Where the elements lie, those of the result first.
struct Pointers {
  void* at[kLayoutsMax];
};

// `count` elements from the outermost dim to the innermost, strides in elements.
template <class Index>
struct Walk {
  Index sizes[kWalkMax];
  Index strides[kLayoutsMax][kWalkMax];
  Index count;
  int dims;
};

// ---- The kernels ----

// Elements that are in registers.
template <class T, int kItems>
struct Items {
  T item[kItems];
};

template <int kItems, class T>
__device__ Items<T, kItems> load(const T* from) {
  constexpr int kVectors = static_cast<int>(sizeof(T) * kItems / kVectorBytes);
  uint4 vectors[kVectors];
  for (int i = 0; i < kVectors; ++i) vectors[i] = reinterpret_cast<const uint4*>(from)[i];
  Items<T, kItems> items;
  memcpy(&items, vectors, sizeof(items));
  return items;
}

template <class T, int kItems>
__device__ void store(T* to, const Items<T, kItems>& items) {
  constexpr int kVectors = static_cast<int>(sizeof(T) * kItems / kVectorBytes);
  uint4 vectors[kVectors];
  memcpy(vectors, &items, sizeof(items));
  for (int i = 0; i < kVectors; ++i) reinterpret_cast<uint4*>(to)[i] = vectors[i];
}

// What both kernels do with elements.
template <class Function, class Signature, class Arguments>
struct Body;

template <class Function, class Out, class... In, std::size_t... kArgument>
struct Body<Function, Types<Out, In...>, std::index_sequence<kArgument...>> {
  static constexpr int kItems = Types<Out, In...>::kItems;

  __device__ static Out result(const Function& function, const In&... x) {
    return converted<Out>(function(converted<Computed<In>>(x)...));
  }

  // The elements at these offsets.
  template <class Index>
  __device__ static void element(const Function& function, const Pointers& data, const Index* at) {
    static_cast<Out*>(data.at[0])[at[0]] = result(
        function, static_cast<const In*>(data.at[kArgument + 1])[at[kArgument + 1]]...);
  }

  // kItems elements from `first` on.
  __device__ static void vector(const Function& function, const Pointers& data,
                                std::int64_t first) {
    const auto items =
        results(function, std::make_integer_sequence<int, kItems>{},
                load<kItems>(static_cast<const In*>(data.at[kArgument + 1]) + first)...);
    store(static_cast<Out*>(data.at[0]) + first, items);
  }

 private:
  // One by one without a loop, so that they stay in registers.
  template <int... kItem>
  __device__ static Items<Out, kItems> results(const Function& function,
                                               std::integer_sequence<int, kItem...>,
                                               const Items<In, kItems>&... x) {
    Items<Out, kItems> items;
    ((items.item[kItem] = result_at<kItem>(function, x...)), ...);
    return items;
  }

  template <int kItem>
  __device__ static Out result_at(const Function& function, const Items<In, kItems>&... x) {
    return result(function, x.item[kItem]...);
  }
};

template <class Function, class Signature>
using BodyOf = Body<Function, Signature, std::make_index_sequence<Signature::kLayouts - 1>>;

template <class Function, class Signature>
__global__ void vector_kernel(Function function, Pointers data, std::int64_t count) {
  using Step = BodyOf<Function, Signature>;
  constexpr std::int64_t kItems = Signature::kItems;
  const std::int64_t step = std::int64_t{gridDim.x} * blockDim.x;
  const std::int64_t first = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  const std::int64_t vectors = count / kItems;
  for (std::int64_t i = first; i < vectors; i += step) Step::vector(function, data, i * kItems);
  for (std::int64_t i = vectors * kItems + first; i < count; i += step) {
    std::int64_t at[Signature::kLayouts];
    for (std::int64_t& offset : at) offset = i;
    Step::element(function, data, at);
  }
}

template <class Function, class Signature, class Index>
__global__ void strided_kernel(Function function, Pointers data, Walk<Index> walk) {
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < walk.count; i += step) {
    Index rest = i;
    Index at[Signature::kLayouts] = {};
    for (int dim = walk.dims - 1; dim >= 0; --dim) {
      // What is left for the outermost dim is its index.
      const Index outer = dim > 0 ? rest / walk.sizes[dim] : 0;
      const Index index = rest - outer * walk.sizes[dim];
      for (std::size_t k = 0; k < Signature::kLayouts; ++k) at[k] += index * walk.strides[k][dim];
      rest = outer;
    }
    BodyOf<Function, Signature>::element(function, data, at);
  }
}

// ---- The side of the host ----

// The kernels of a function for some types.  What is the same for all functions is compiled once,
// in elementwise.cu, and comes to them through here.
struct Ways {
  const void* function;
  std::span<const std::size_t> bytes;  // Of an element of each layout.
  int items;                           // That vector_kernel computes at a time.
  cudaError_t (*vectors)(const void* function, const Launch& shape, const Pointers& data,
                         std::int64_t count);
  cudaError_t (*near)(const void* function, const Launch& shape, const Pointers& data,
                      const Walk<std::uint32_t>& walk);
  cudaError_t (*far)(const void* function, const Launch& shape, const Pointers& data,
                     const Walk<std::uint64_t>& walk);
};

// Computes all elements, of which a result's layout comes first in `layouts`.
void run(const Frame& frame, const Dims& sizes, std::span<const Elements* const> layouts,
         const Ways& ways);

template <class Function, class Signature>
[[nodiscard]] cudaError_t launch_vectors(const void* function, const Launch& shape,
                                         const Pointers& data, std::int64_t count) {
  return tw::launch(vector_kernel<Function, Signature>, shape,
                    *static_cast<const Function*>(function), data, count);
}

template <class Function, class Signature, class Index>
[[nodiscard]] cudaError_t launch_strided(const void* function, const Launch& shape,
                                         const Pointers& data, const Walk<Index>& walk) {
  return tw::launch(strided_kernel<Function, Signature, Index>, shape,
                    *static_cast<const Function*>(function), data, walk);
}

// Sets the elements of a result of type Out, whose layout comes first, to the function of those of
// arguments of types In.
template <class Out, class... In, class Function>
void elementwise(const Frame& frame, const Function& function, const Dims& sizes,
                 const std::array<const Elements*, 1 + sizeof...(In)>& layouts) {
  using Signature = Types<Out, In...>;
  static_assert(Signature::kLayouts <= kLayoutsMax);
  run(frame, sizes, layouts,
      {&function, Signature::kBytes, Signature::kItems, &launch_vectors<Function, Signature>,
       &launch_strided<Function, Signature, std::uint32_t>,
       &launch_strided<Function, Signature, std::uint64_t>});
}

}  // namespace tw::cuda
