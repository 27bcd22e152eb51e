#include <cstdio>

#include "tw/dispatch.h"
#include "tw/ops.h"

// 1 x 2 times 2 x 1, once by function and once by name.
int main() {
  const tw::Tensor a = tw::empty_tensor({1, 2});
  const tw::Tensor b = tw::empty_tensor({2, 1});
  for (int i = 0; i < 2; ++i) {
    a.data_as<float>()[i] = static_cast<float>(i + 2);
    b.data_as<float>()[i] = static_cast<float>(i + 4);
  }
  const tw::Tensor product = tw::matmul(a, b);
  const auto named = tw::call("matmul", {a, b});
  const float by_name = std::get<tw::Tensor>(named.at(0)).data_as<float>()[0];
  std::printf("%g %g\n", static_cast<double>(product.data_as<float>()[0]),
              static_cast<double>(by_name));
  return 0;
}
