// What the frame of the elementwise kernels does on the host, for all kernels alike.
#include "cuda/elementwise.cuh"

#include <algorithm>
#include <array>

namespace tw::cuda {
namespace {

constexpr std::int64_t kFillings = 4;  // How often a grid fills the device, at most.
// So that an index and the threads of a grid, which are the step to the next one, fit 32 bits.
constexpr std::int64_t kThreadsMax = std::int64_t{1} << 30;

// What is left of a call: without dims of size 1, and with neighbours joined where one stride runs
// through both in every layout.
struct Call {
  Dims sizes;
  std::array<Elements, kLayoutsMax> layouts;

  [[nodiscard]] std::int64_t numel() const {
    std::int64_t count = 1;
    for (const std::int64_t size : sizes) count *= size;
    return count;
  }
};

Call collapsed(const Dims& sizes, std::span<const Elements* const> layouts) {
  Call call;
  for (std::size_t k = 0; k < layouts.size(); ++k) call.layouts[k].data = layouts[k]->data;
  for (std::size_t dim = 0; dim < sizes.size(); ++dim) {
    const std::int64_t size = sizes[dim];
    if (size == 1) continue;
    const std::size_t count = call.sizes.size();
    bool joins = count > 0;
    for (std::size_t k = 0; joins && k < layouts.size(); ++k)
      joins = call.layouts[k].strides[count - 1] == size * layouts[k]->strides[dim];
    if (joins)
      call.sizes[count - 1] *= size;
    else
      call.sizes.push_back(size);
    for (std::size_t k = 0; k < layouts.size(); ++k) {
      Dims& strides = call.layouts[k].strides;
      if (joins)
        strides[count - 1] = layouts[k]->strides[dim];
      else
        strides.push_back(layouts[k]->strides[dim]);
    }
  }
  return call;
}

// Whether all elements lie without gaps at multiples of a vector.
bool is_in_vectors(const Call& call, std::size_t layouts) {
  if (call.sizes.size() > 1) return false;
  for (std::size_t k = 0; k < layouts; ++k) {
    const Elements& layout = call.layouts[k];
    if (reinterpret_cast<std::uintptr_t>(layout.data) % kVectorBytes != 0) return false;
    if (!call.sizes.empty() && layout.strides[0] != 1) return false;
  }
  return true;
}

// Whether the number of elements and all offsets are this large at most.
bool is_within(const Call& call, std::size_t layouts, std::int64_t most) {
  if (call.numel() > most) return false;
  for (std::size_t k = 0; k < layouts; ++k) {
    std::int64_t last = 0;
    for (std::size_t dim = 0; dim < call.sizes.size(); ++dim)
      last += (call.sizes[dim] - 1) * call.layouts[k].strides[dim];
    if (last > most) return false;
  }
  return true;
}

template <class Index>
Walk<Index> walk_of(const Call& call, std::size_t layouts) {
  Walk<Index> walk = {};
  walk.count = static_cast<Index>(call.numel());
  walk.dims = static_cast<int>(call.sizes.size());
  for (std::size_t dim = 0; dim < call.sizes.size(); ++dim) {
    walk.sizes[dim] = static_cast<Index>(call.sizes[dim]);
    for (std::size_t k = 0; k < layouts; ++k)
      walk.strides[k][dim] = static_cast<Index>(call.layouts[k].strides[dim]);
  }
  return walk;
}

int attribute(cudaDeviceAttr which, Device device) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, which, device.index), "cudaDeviceGetAttribute");
  return value;
}

std::int64_t most_blocks(const Frame& frame) {
  if (frame.blocks > 0) return frame.blocks;
  const std::int64_t processors = attribute(cudaDevAttrMultiProcessorCount, frame.device);
  const std::int64_t threads = attribute(cudaDevAttrMaxThreadsPerMultiProcessor, frame.device);
  return kFillings * processors * (threads / frame.threads);
}

// So many threads, or what the frame allows.
Launch launch_for(const Frame& frame, std::int64_t threads) {
  const std::int64_t wanted = (std::min(threads, kThreadsMax) - 1) / frame.threads + 1;
  const std::int64_t blocks = std::min(wanted, most_blocks(frame));
  return {dim3(static_cast<unsigned>(blocks)), dim3(frame.threads)};
}

// Of kWalkMax dims at most.
cudaError_t launch_call(const Frame& frame, const Call& call, const Ways& ways) {
  const std::size_t layouts = ways.bytes.size();
  Pointers data = {};
  for (std::size_t k = 0; k < layouts; ++k) data.at[k] = call.layouts[k].data;
  const std::int64_t count = call.numel();
  if (is_in_vectors(call, layouts)) {
    const Launch shape = launch_for(frame, (count - 1) / ways.items + 1);
    return ways.vectors(ways.function, shape, data, count);
  }
  const Launch shape = launch_for(frame, count);
  if (is_within(call, layouts, frame.near))
    return ways.near(ways.function, shape, data, walk_of<std::uint32_t>(call, layouts));
  return ways.far(ways.function, shape, data, walk_of<std::uint64_t>(call, layouts));
}

Dims without(const Dims& list, std::size_t apart) {
  Dims rest;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (i != apart) rest.push_back(list[i]);
  return rest;
}

// Dims that are too many for one launch are gone through here, the smallest first.
void launch_parts(const Frame& frame, const Call& call, const Ways& ways) {
  if (call.sizes.size() <= kWalkMax) {
    check(launch_call(frame, call, ways), "cudaLaunchKernelEx");
    return;
  }
  const std::int64_t* const smallest = std::min_element(call.sizes.begin(), call.sizes.end());
  const auto apart = static_cast<std::size_t>(smallest - call.sizes.begin());
  for (std::int64_t i = 0; i < *smallest; ++i) {
    Call part;
    part.sizes = without(call.sizes, apart);
    for (std::size_t k = 0; k < ways.bytes.size(); ++k) {
      const Elements& all = call.layouts[k];
      const std::int64_t start = i * all.strides[apart] * static_cast<std::int64_t>(ways.bytes[k]);
      part.layouts[k] = {static_cast<std::byte*>(all.data) + start, without(all.strides, apart)};
    }
    launch_parts(frame, part, ways);
  }
}

}  // namespace

void run(const Frame& frame, const Dims& sizes, std::span<const Elements* const> layouts,
         const Ways& ways) {
  for (const std::int64_t size : sizes)
    if (size == 0) return;
  select(frame.device);
  launch_parts(frame, collapsed(sizes, layouts), ways);
}

}  // namespace tw::cuda
