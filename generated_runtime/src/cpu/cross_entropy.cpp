#include "cpu/cross_entropy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/number.h"
#include "cpu/rows_vectors.h"
#include "cpu/rows_walk.h"
#include "cpu/softmax_row.h"

namespace tw::cpu {
namespace {

// How many elements make about 50 microseconds of work.
constexpr std::int64_t kSplit = std::int64_t{1} << 13;
constexpr std::int64_t kVectorSplit = std::int64_t{5} << 15;

template <class T>
double loss_of(const CrossEntropy& all, std::int64_t row, const SoftmaxRow& known) {
  const T* from = static_cast<const T*>(all.from) + row * all.row_stride;
  const std::int64_t target = all.target[row * all.target_stride];
  const auto value = convert<double>(from[target * all.class_stride]);
  return std::log(known.sum) - (value - known.largest);
}

double loss_of_part(const CrossEntropy& all, std::int64_t begin, std::int64_t end) {
  return visit_float(all.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    double loss = 0;
    for (std::int64_t i = begin; i < end; ++i) {
      const T* from = static_cast<const T*>(all.from) + i * all.row_stride;
      loss += loss_of<T>(all, i, softmax_row_of(from, all.classes, all.class_stride));
    }
    return loss;
  });
}

double vector_part(const VectorRows& vectors, const CrossEntropy& all, std::int64_t begin,
                   std::int64_t end) {
  constexpr std::int64_t kRows = 32;
  std::array<float, kRows> largest;
  std::array<double, kRows> sums;
  const bool contiguous = all.class_stride == 1 || all.classes == 1;
  std::vector<float> buffer(contiguous ? 0 : static_cast<std::size_t>(all.classes));
  const std::int64_t most = contiguous ? kRows : 1;
  double loss = 0;
  while (begin < end) {
    const std::int64_t rows = std::min(most, end - begin);
    const float* from = static_cast<const float*>(all.from) + begin * all.row_stride;
    for (std::size_t i = 0; i < buffer.size(); ++i)
      buffer[i] = from[static_cast<std::int64_t>(i) * all.class_stride];
    vectors.sums(largest.data(), sums.data(), contiguous ? from : buffer.data(), all.row_stride,
                 rows, all.classes);
    for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i, ++begin)
      loss += loss_of<float>(all, begin, {static_cast<double>(largest[i]), sums[i]});
  }
  return loss;
}

}  // namespace

double cross_entropy(const CrossEntropy& all) {
  const VectorRows* const vectors = all.dtype == Dtype::f32 ? vector_rows() : nullptr;
  const auto part = [&](std::int64_t begin, std::int64_t end) {
    return vectors != nullptr ? vector_part(*vectors, all, begin, end)
                              : loss_of_part(all, begin, end);
  };
  const std::int64_t stretch =
      rows_a_stretch(all.rows, all.classes, vectors != nullptr ? kVectorSplit : kSplit);
  if (stretch >= all.rows) return part(0, all.rows);
  std::vector<double> losses(static_cast<std::size_t>((all.rows + stretch - 1) / stretch));
  parallel_for(all.rows, stretch, [&](std::int64_t begin, std::int64_t end) {
    losses[static_cast<std::size_t>(begin / stretch)] = part(begin, end);
  });
  double loss = 0;
  for (const double one : losses) loss += one;
  return loss;
}

}  // namespace tw::cpu
