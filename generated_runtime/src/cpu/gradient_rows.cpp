#include "cpu/gradient_rows.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "cpu/gradient_kernels.h"
#include "tw/parallel.h"

namespace tw::cpu {
namespace {

constexpr std::int64_t kSplit = std::int64_t{1} << 16;  // Elements; fewer are not split.
constexpr std::int64_t kPiece = kSplit / 2;

const GradientKernels& choose_kernels() noexcept {
#if defined(__x86_64__)
  __builtin_cpu_init();  // For calls before main().
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
      return kAvx512Gradients;
    return kAvx2Gradients;
  }
#endif
  return kPortableGradients;
}

const GradientKernels& kernels() noexcept {
  static const GradientKernels& chosen = choose_kernels();
  return chosen;
}

// Calls piece(begin, end) for stretches of rows of so many elements.
template <class Piece>
void for_pieces(std::int64_t rows, std::int64_t count, Piece piece) {
  if (rows * count < kSplit) return piece(0, rows);
  parallel_for(rows, (kPiece - 1) / count + 1, piece);
}

// Rows whose sums are taken together, where all are split: few enough stretches, of rows enough,
// that what is left to do for the sums is little.
std::int64_t rows_of_part(std::int64_t rows, std::int64_t count) noexcept {
  constexpr std::int64_t kMostParts = 64;
  constexpr std::int64_t kFewRows = 16;
  if (rows * count < kSplit) return rows;
  return std::max({kFewRows, (kPiece - 1) / count + 1, (rows - 1) / kMostParts + 1});
}

// Sums of columns of which each stretch of rows has a part.
class Parts {
 public:
  Parts(std::int64_t parts, std::int64_t count)
      : count_(count), sums_(static_cast<std::size_t>(parts * count), 0.0) {}

  [[nodiscard]] double* at(std::int64_t part) noexcept { return sums_.data() + part * count_; }

  // Rounds what the parts are together, in their order.
  void write(float* to) noexcept {
    double* const sums = sums_.data();
    const auto size = static_cast<std::int64_t>(sums_.size());
    for (std::int64_t part = count_; part < size; part += count_)
      for (std::int64_t i = 0; i < count_; ++i) sums[i] += sums[part + i];
    for (std::int64_t i = 0; i < count_; ++i) to[i] = static_cast<float>(sums[i]);
  }

 private:
  std::int64_t count_;
  std::vector<double> sums_;
};

}  // namespace

void gelu_tanh_gradient(float* out, std::int64_t count, const float* g, const float* x) {
  for_pieces(count, 1, [=](std::int64_t begin, std::int64_t end) {
    kernels().gelu_tanh(out + begin, end - begin, g + begin, x + begin);
  });
}

void softmax_gradient(float* out, std::int64_t rows, std::int64_t count, const float* g,
                      const float* y) {
  for_pieces(rows, count, [=](std::int64_t begin, std::int64_t end) {
    const std::int64_t at = begin * count;
    kernels().softmax(out + at, end - begin, count, g + at, y + at);
  });
}

void cross_entropy_gradient(float* out, std::int64_t rows, std::int64_t count, const float* x,
                            const std::int64_t* target, double scale) {
  for_pieces(rows, count, [=](std::int64_t begin, std::int64_t end) {
    const std::int64_t at = begin * count;
    kernels().cross_entropy(out + at, end - begin, count, x + at, target + begin, scale);
  });
}

void norm_gradient(const NormGradient& all) {
  const std::int64_t grain = rows_of_part(all.rows, all.count);
  const std::int64_t parts = (all.rows - 1) / grain + 1;
  Parts weight(all.to_weight == nullptr ? 0 : parts, all.count);
  Parts bias(all.to_bias == nullptr ? 0 : parts, all.count);
  const auto piece = [&](std::int64_t begin, std::int64_t end) {
    const std::int64_t at = begin * all.count;
    const NormRows rows{
        .g = all.g + at,
        .x = all.x == nullptr ? nullptr : all.x + at,
        .weight = all.weight,
        .to_x = all.to_x == nullptr ? nullptr : all.to_x + at,
        .to_weight = all.to_weight == nullptr ? nullptr : weight.at(begin / grain),
        .to_bias = all.to_bias == nullptr ? nullptr : bias.at(begin / grain),
        .count = all.count,
        .centred = all.centred,
        .eps = all.eps,
    };
    kernels().norm(rows, end - begin);
  };
  if (parts == 1)
    piece(0, all.rows);
  else
    parallel_for(all.rows, grain, piece);
  if (all.to_weight != nullptr) weight.write(all.to_weight);
  if (all.to_bias != nullptr) bias.write(all.to_bias);
}

void column_sums(float* to, std::int64_t rows, std::int64_t count, const float* x) {
  constexpr std::int64_t kManyColumns = 2048;
  if (count >= kManyColumns && rows * count >= kSplit) {
    // Stretches of columns, whole lines of the cache each.
    const std::int64_t grain = ((kPiece - 1) / rows / 64 + 1) * 64;
    return parallel_for(count, grain, [=](std::int64_t begin, std::int64_t end) {
      Parts sums(1, end - begin);
      kernels().columns(sums.at(0), rows, end - begin, x + begin, count);
      sums.write(to + begin);
    });
  }
  const std::int64_t grain = rows_of_part(rows, count);
  const std::int64_t parts = (rows - 1) / grain + 1;
  Parts sums(parts, count);
  const auto piece = [&](std::int64_t begin, std::int64_t end) {
    kernels().columns(sums.at(begin / grain), end - begin, count, x + begin * count, count);
  };
  if (parts == 1)
    piece(0, rows);
  else
    parallel_for(rows, grain, piece);
  sums.write(to);
}

}  // namespace tw::cpu
