// Why there is no device, said in the one way that is true.
#include "device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.h"
#include "device_build.h"

namespace wright {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::string fault_of(const Result<Device>& device) {
  return device ? "" : device.error().message;
}

class DeviceTest : public testing::Test {
 protected:
  DeviceTest() {
    for (const char* name : kNames) {
      const char* value = std::getenv(name);
      before_.emplace_back(value == nullptr ? "" : value);
    }
  }
  ~DeviceTest() override {
    for (std::size_t i = 0; i < before_.size(); ++i) ::setenv(kNames[i], before_[i].c_str(), 1);
  }
  [[nodiscard]] std::string make_toolkit() const {
    const std::filesystem::path bin = place_.path() / "toolkit/bin";
    EXPECT_TRUE(make_directories(bin));
    EXPECT_TRUE(write_file(bin / "nvcc", "#!/bin/sh\n"));
    return place_.path() / "toolkit";
  }

  static constexpr const char* kNames[] = {"CUDA_HOME", "PATH"};
  std::vector<std::string> before_;
  TempDirectory place_ = TempDirectory::make("/tmp", "wright-device-").value();
};

TEST_F(DeviceTest, WithoutANodeThereIsNoGpu) {
  ::setenv("CUDA_HOME", make_toolkit().c_str(), 1);

  const Result<Device> device = find_device(CheckRequest(), place_.path());

  EXPECT_EQ(device.error().kind, ErrorKind::unsupported);
  EXPECT_THAT(fault_of(device), HasSubstr("no GPU: " + place_.path().string() + "/nvidiactl or "));
}

TEST_F(DeviceTest, WithoutNvccThatIsTheReason) {
  if (std::filesystem::exists("/usr/local/cuda/bin/nvcc")) GTEST_SKIP() << "nvcc is installed";
  ::setenv("CUDA_HOME", place_.path().c_str(), 1);
  ::setenv("PATH", "/nonexistent", 1);

  EXPECT_THAT(fault_of(find_device(CheckRequest(), place_.path())), HasSubstr("no nvcc"));
}

TEST_F(DeviceTest, TheLineOfADeviceIsRead) {
  const Result<Device> device = read_device(
      "{\"name\": \"NVIDIA H100 80GB HBM3\", \"architecture\": 90, \"multiprocessors\": 132, "
      "\"memory_mb\": 81089, \"driver\": 12080, \"runtime\": 12080, \"copy_gb_per_s\": 2511.4}\n");

  ASSERT_TRUE(device) << device.error().message;
  EXPECT_EQ(device->name, "NVIDIA H100 80GB HBM3");
  EXPECT_EQ(device->architecture, 90);
  EXPECT_EQ(device->driver, 12080);
  EXPECT_DOUBLE_EQ(device->copy_gb_per_s, 2511.4);
}

TEST_F(DeviceTest, WhatCudaSaysIsTheReason) {
  EXPECT_EQ(fault_of(read_device("{\"error\": \"cudaGetDeviceCount: no CUDA-capable device is "
                                 "detected\"}\n")),
            "no GPU that CUDA can use: cudaGetDeviceCount: no CUDA-capable device is detected");
  EXPECT_THAT(fault_of(read_device("")), HasSubstr("ended without a word"));
  EXPECT_THAT(fault_of(read_device("[1]")), HasSubstr("ended without a word"));
  EXPECT_THAT(fault_of(read_device("{\"name\": 3}")), HasSubstr("left out"));
  EXPECT_THAT(fault_of(read_device("{\"name\": \"a\\nb\", \"architecture\": 90, \"driver\": 1, "
                                   "\"runtime\": 1, \"copy_gb_per_s\": 1}")),
              HasSubstr("a name that is none"));
}

TEST_F(DeviceTest, TheBuildIsForTheArchitectureThatIsThere) {
  Device device;
  device.architecture = 90;
  device.toolkit = "/opt/cuda";

  const Flavour flavour = device_flavour(device);

  EXPECT_THAT(flavour.definitions, Contains("TW_CUDA=ON"));
  EXPECT_THAT(flavour.definitions, Contains("CMAKE_CUDA_ARCHITECTURES=90"));
  EXPECT_THAT(flavour.definitions, Contains("CMAKE_CUDA_COMPILER=/cuda/bin/nvcc"));
  EXPECT_EQ(flavour.mounts.at(0), (Mount{"/opt/cuda", "/cuda", false}));
}

}  // namespace
}  // namespace wright
