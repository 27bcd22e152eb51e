// Asynchronous copies, and matrices of tensor cores in each layout and where they may not lie.
#include <numeric>

#include "cuda_emulated/device.h"
#include "tw/ptx.h"
#include "tw/wmma.h"

namespace emu::test {
namespace {

class RuntimeTensorTest : public DeviceTest {
 protected:
  // The kind of the fault that one warp makes of it, which ends the launch.
  template <class... P, class... A>
  std::string fault_of(void (*kernel)(P...), A... arguments) {
    EXPECT_EQ(tw::launch(kernel, {{1}, {32}}, arguments...), cudaSuccess);
    EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorLaunchFailure);
    const std::string kind = latest_kind();
    forget_faults();
    EXPECT_EQ(cudaDeviceReset(), cudaSuccess);
    return kind;
  }
};

namespace wmma = tw::wmma;
using Sums = wmma::fragment<wmma::accumulator, 16, 16, 16, float>;

__global__ void transpose(const float* from, float* to) {
  Sums sums;
  wmma::load_matrix_sync(sums, from, 16, wmma::mem_row_major);
  wmma::store_matrix_sync(to, sums, 16, wmma::mem_col_major);
}

__global__ void load(const float* from, unsigned stride) {
  Sums sums;
  wmma::load_matrix_sync(sums, from, stride, wmma::mem_row_major);
}

TEST_F(RuntimeTensorTest, AMatrixIsStoredByItsColumnsToo) {
  std::vector<float> values(256);
  std::iota(values.begin(), values.end(), 0.0F);
  float* const from = on_device(values);
  float* const to = on_device(std::vector<float>(256));

  OK(tw::launch(transpose, {{1}, {32}}, from, to));

  const std::vector<float> turned = on_host(to, 256);
  EXPECT_EQ(turned[1], 16);
  EXPECT_EQ(turned[16], 1);
  EXPECT_EQ(turned[255], 255);
}

TEST_F(RuntimeTensorTest, AMatrixBeginsAndStepsAtMultiples) {
  EXPECT_EQ(fault_of(load, on_device(std::vector<float>(512)) + 1, 16U), "misaligned");
  EXPECT_EQ(fault_of(load, on_device(std::vector<float>(512)), 18U), "misaligned");
}

// Three groups, one of them empty: the first is waited for alone, then the others.
__global__ void copy_in_groups(const unsigned* from, unsigned* to, unsigned* seen) {
  tw::ptx::cp_async<4>(to, from);
  tw::ptx::cp_async_commit();
  tw::ptx::cp_async_commit();
  tw::ptx::cp_async<8>(to + 2, from + 2);
  tw::ptx::cp_async<16>(to + 4, from + 4);
  tw::ptx::cp_async_commit();
  tw::ptx::cp_async_wait<2>();
  seen[0] = to[0];
  seen[1] = to[2];
  tw::ptx::cp_async_wait<0>();
  seen[2] = to[3];
  seen[3] = to[7];
}

TEST_F(RuntimeTensorTest, AnAsynchronousCopyIsThereWhenItsGroupWasWaitedFor) {
  unsigned* const from = on_device(std::vector<unsigned>{10, 11, 12, 13, 14, 15, 16, 17});
  unsigned* const to = on_device(std::vector<unsigned>(8));
  unsigned* const seen = on_device(std::vector<unsigned>(4));

  OK(tw::launch(copy_in_groups, {{1}, {1}}, from, to, seen));

  EXPECT_EQ(on_host(seen, 4), (std::vector<unsigned>{10, 0, 13, 17}));
}

}  // namespace
}  // namespace emu::test
