#include "tw/device.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tw/autograd.h"
#include "tw/dispatch.h"
#include "tw/ops.h"
#include "tw/random.h"

namespace {

using tw::Device;
using tw::Dtype;
using tw::Tensor;

constexpr Device kCuda{Device::Kind::cuda, 0};

std::string error_of(const std::function<void()>& run) {
  try {
    run();
    return "no error";
  } catch (const tw::Error& error) {
    return error.what();
  }
}

Tensor by_name(const char* op, const Tensor& x) {
  return std::get<Tensor>(tw::call(op, {x}).at(0));
}

// What a call that needs a device says where there is none.
void expect_absence(const std::function<void()>& run) {
  if (tw::cuda_device_count() > 0) {
    EXPECT_EQ(error_of(run), "no error");
    return;
  }
  const std::string error = error_of(run);
  EXPECT_TRUE(error == "[cuda] this build has no CUDA" ||
              error == "[cuda] there is no CUDA device")
      << error;
}

}  // namespace

TEST(DeviceTest, DevicesHaveNames) {
  EXPECT_EQ(tw::name_of(Device()), "cpu");
  EXPECT_EQ(tw::name_of(kCuda), "cuda:0");
  EXPECT_EQ(tw::name_of(Device{Device::Kind::cuda, 3}), "cuda:3");
  EXPECT_FALSE(Device() == kCuda);
}

TEST(DeviceTest, TensorsLiveOnTheCpuAtFirst) {
  EXPECT_EQ(tw::current_device(), Device());
  EXPECT_EQ(tw::empty_tensor({2, 3}).device(), Device());
  const Tensor x = tw::full({2, 3}, 1.5);
  EXPECT_EQ(x.device(), Device());
  EXPECT_EQ(tw::transpose(x, 0, 1).device(), Device());
  EXPECT_EQ(tw::add(x, x).device(), Device());
}

TEST(DeviceTest, WhatIsOnTheCpuAlreadyIsGivenBack) {
  const Tensor x = tw::normal({3, 4});
  const Tensor view = tw::transpose(x, 0, 1);
  for (const Tensor& there : {by_name("cpu", view), tw::to_device(view, Device())}) {
    EXPECT_EQ(there.impl(), view.impl());
    EXPECT_EQ(there.device(), Device());
  }
  EXPECT_EQ(to_text(tw::find_op("cpu").schema()), "cpu(Tensor x) -> Tensor");
  EXPECT_EQ(to_text(tw::find_op("cuda").schema()), "cuda(Tensor x) -> Tensor");
}

TEST(DeviceTest, TheGradientPassesWhatIsOnTheCpuAlready) {
  const Tensor x = tw::full({2}, 3.0);
  tw::set_requires_grad(x);
  tw::backward(tw::sum(tw::mul(tw::to_device(x, Device()), x)));
  EXPECT_EQ(tw::grad(x).data_as<float>()[1], 6.0F);
}

TEST(DeviceTest, UndefinedTensorsAreRefused) {
  EXPECT_EQ(error_of([] { (void)by_name("cpu", Tensor()); }), "[cpu] the tensor is undefined");
  EXPECT_EQ(error_of([] { (void)by_name("cuda", Tensor()); }), "[cuda] the tensor is undefined");
}

TEST(DeviceTest, WhatNeedsADeviceSaysThatThereIsNone) {
  EXPECT_GE(tw::cuda_device_count(), 0);
  const Tensor x = tw::full({2}, 1.0);
  expect_absence([&] { (void)by_name("cuda", x); });
  expect_absence([&] { (void)tw::to_device(x, kCuda); });
  expect_absence([&] { (void)by_name("cuda", tw::full({0}, 1.0)); });
  expect_absence([] { const tw::DeviceGuard guard(kCuda); });
  tw::set_requires_grad(x);
  expect_absence([&] { (void)by_name("cuda", x); });
  // Numbers that no machine has.
  for (const std::int8_t index : {std::int8_t{-1}, std::int8_t{127}}) {
    const std::string error =
        error_of([&] { const tw::DeviceGuard guard(Device{Device::Kind::cuda, index}); });
    EXPECT_TRUE(error.starts_with("[cuda] th")) << error;
  }
  EXPECT_EQ(tw::current_device(), Device());
}

TEST(DeviceTest, GuardsOfTheCpuNest) {
  const tw::DeviceGuard outer{Device()};
  {
    const tw::DeviceGuard inner{Device()};
    EXPECT_EQ(tw::full({1}, 1.0).device(), Device());
  }
  EXPECT_EQ(tw::current_device(), Device());
  std::thread([] { EXPECT_EQ(tw::current_device(), Device()); }).join();
}
