#include "cpu/matmul.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/fail.h"
#include "core/layout.h"
#include "core/tensor_impl.h"
#include "cpu/matmul_results.h"
#include "tw/dispatch.h"
#include "tw/ops.h"
#include "tw/parallel.h"

namespace tw {
namespace {

constexpr std::string_view kOp = "matmul";

// An argument as matrices [rows, columns] with the dims before them.
struct Operand {
  Dims batch_sizes;
  Dims batch_strides;
  std::int64_t rows = 1;
  std::int64_t columns = 1;
  std::int64_t row_stride = 0;
  std::int64_t column_stride = 0;
};

[[noreturn]] void fail_sizes(const Tensor& a, const Tensor& b) {
  fail(kOp, "sizes " + to_text(a.sizes()) + " and " + to_text(b.sizes()) + " do not multiply");
}

// A 1-d tensor is one row where `row`, and one column elsewhere.
Operand operand_of(const Tensor& x, bool row) {
  const IntSpan sizes = x.sizes();
  const IntSpan strides = x.strides();
  const std::size_t rank = sizes.size();
  Operand operand;
  if (rank > 1 || row) {
    operand.columns = sizes[rank - 1];
    operand.column_stride = strides[rank - 1];
  }
  if (rank > 1 || !row) {
    const std::size_t dim = rank > 1 ? rank - 2 : 0;
    operand.rows = sizes[dim];
    operand.row_stride = strides[dim];
  }
  for (std::size_t i = 0; i + 2 < rank; ++i) {
    operand.batch_sizes.push_back(sizes[i]);
    operand.batch_strides.push_back(strides[i]);
  }
  return operand;
}

// Gives the batch as many dims as `sizes`, and stride 0 where it stretches; false where it does
// not stretch to them.
bool stretch(Operand& operand, const Dims& sizes) {
  const std::size_t lead = sizes.size() - operand.batch_sizes.size();
  Dims strides(sizes.size(), 0);
  for (std::size_t i = lead; i < sizes.size(); ++i) {
    const std::int64_t size = operand.batch_sizes[i - lead];
    if (size == 1) continue;
    if (size != sizes[i]) return false;
    strides[i] = operand.batch_strides[i - lead];
  }
  operand.batch_sizes = sizes;
  operand.batch_strides = strides;
  return true;
}

// Makes rows of the last dims of the batch that b stays the same along, where a's rows go on.
void join_rows(Operand& a, Operand& b) {
  std::size_t rank = a.batch_sizes.size();
  for (; rank > 0; --rank) {
    const std::int64_t size = a.batch_sizes[rank - 1];
    const std::int64_t stride = a.batch_strides[rank - 1];
    if (size == 1) continue;
    if (b.batch_strides[rank - 1] != 0) break;
    if (a.rows > 1 && stride != a.rows * a.row_stride) break;
    if (a.rows == 1) a.row_stride = stride;
    a.rows *= size;
  }
  for (Dims* dims : {&a.batch_sizes, &a.batch_strides, &b.batch_sizes, &b.batch_strides})
    *dims = Dims(IntSpan(*dims).first(rank));
}

// The sizes of both batches, aligned at the last one; where neither is 1 the first one's.
Dims joint_sizes(const Dims& a, const Dims& b) {
  Dims sizes = a.size() < b.size() ? b : a;
  const Dims& other = a.size() < b.size() ? a : b;
  const std::size_t lead = sizes.size() - other.size();
  for (std::size_t i = 0; i < other.size(); ++i)
    if (sizes[lead + i] == 1) sizes[lead + i] = other[i];
  return sizes;
}

// The products from `begin` on up to `end`, one after the other; there is at least one, and at
// least one element in each matrix.  The first elements of all are at `a_data`, `b_data` and `to`.
template <class T>
void multiply_some(const Operand& a, const T* a_data, const Operand& b, const T* b_data,
                   Computed<T>* to, std::int64_t begin, std::int64_t end) {
  const Dims& sizes = a.batch_sizes;
  const std::int64_t n = b.columns;
  Dims index(sizes.size(), 0);
  cpu::Matrix<const T> left{a_data, a.row_stride, a.column_stride};
  cpu::Matrix<const T> right{b_data, b.row_stride, b.column_stride};
  if (begin > 0) {
    to += begin * a.rows * n;
    std::int64_t rest = begin;
    for (std::size_t dim = sizes.size(); dim-- > 0; rest /= sizes[dim]) {
      index[dim] = rest % sizes[dim];
      left.data += index[dim] * a.batch_strides[dim];
      right.data += index[dim] * b.batch_strides[dim];
    }
  }
  for (std::int64_t i = begin;;) {
    cpu::matmul<T>(left, right, {to, n, 1}, a.rows, a.columns, n);
    if (++i == end) return;
    to += a.rows * n;
    for (std::size_t dim = sizes.size(); dim-- > 0;) {
      if (++index[dim] < sizes[dim]) {
        left.data += a.batch_strides[dim];
        right.data += b.batch_strides[dim];
        break;
      }
      left.data -= (sizes[dim] - 1) * a.batch_strides[dim];
      right.data -= (sizes[dim] - 1) * b.batch_strides[dim];
      index[dim] = 0;
    }
  }
}

// All products into `to`.  A few large ones are split each by itself.
template <class T>
void multiply(const Operand& a, const T* a_data, const Operand& b, const T* b_data,
              Computed<T>* to) {
  constexpr std::int64_t kFew = 8;
  std::int64_t count = 1;
  for (const std::int64_t size : a.batch_sizes) count *= size;
  const std::int64_t products = capped_product(a.rows * b.columns, a.columns);
  if (count == 1 || capped_product(products, count) < cpu::kSplitProducts ||
      (count < kFew && products >= cpu::kSplitProducts))
    return multiply_some(a, a_data, b, b_data, to, 0, count);
  parallel_for(count, 1 + (cpu::kPieceProducts - 1) / products,
               [&](std::int64_t begin, std::int64_t end) {
                 multiply_some(a, a_data, b, b_data, to, begin, end);
               });
}

Tensor matmul_kernel(const Tensor& a, const Tensor& b) {
  if (!a.defined() || !b.defined()) fail(kOp, "the tensor is undefined");
  if (a.rank() == 0 || b.rank() == 0) fail_sizes(a, b);
  cpu::check_float_dtypes(kOp, a.dtype(), b.dtype());

  Operand left = operand_of(a, true);
  Operand right = operand_of(b, false);
  if (left.columns != right.rows) fail_sizes(a, b);
  const Dims batch = joint_sizes(left.batch_sizes, right.batch_sizes);
  if (!stretch(left, batch) || !stretch(right, batch)) fail_sizes(a, b);

  Dims sizes = batch;
  if (a.rank() > 1) sizes.push_back(left.rows);
  if (b.rank() > 1) sizes.push_back(right.columns);
  const std::int64_t numel = numel_of(kOp, sizes);
  return cpu::rounded_result(kOp, sizes, a.dtype(), [&](auto tag, auto* to) {
    using T = typename decltype(tag)::type;
    if (numel == 0 || left.columns == 0) {
      std::fill_n(to, numel, Computed<T>{0});
    } else {
      join_rows(left, right);
      multiply<T>(left, a.data_as<T>(), right, b.data_as<T>(), to);
    }
  });
}

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b) {
  static const auto op = find_op(kOp).typed<Tensor(const Tensor&, const Tensor&)>();
  return op(a, b);
}

namespace ops {

void register_matmul(Library& library) {
  library.define("matmul(Tensor a, Tensor b) -> Tensor", &matmul_kernel);
}

}  // namespace ops
}  // namespace tw
