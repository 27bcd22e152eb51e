// An archive that runs where nothing of ours is.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/bundle/toy_bundle.h"

namespace wright {
namespace {

using test::fails_with;
using test::Ran;
using test::run_line;
using testing::HasSubstr;

TEST(BundleTest, IsTheSameBytesFromTheSameTree) {
  const std::filesystem::path& home = test::tried().path();
  const Ran again =
      test::tensorwright(home, "bundle --spec " + test::toy_spec() + " -o again.tar.gz");

  EXPECT_EQ(again.exit_code, 0) << again.out;
  EXPECT_EQ(run_line(home, "cmp toy.tar.gz again.tar.gz").out, "");
  EXPECT_THAT(again.out, HasSubstr("run.sh"));
  EXPECT_THAT(again.out, HasSubstr("held-out"));
}

TEST(BundleTest, ItsManifestHasTheDigestOfEveryFile) {
  const std::filesystem::path& home = test::tried().path();

  const auto manifest = nlohmann::json::parse(run_line(home, "cat elsewhere/*/manifest.json").out);
  EXPECT_EQ(manifest.at("spec"), "toy");
  EXPECT_EQ(manifest.at("suites"), nlohmann::json({"toy"}));
  EXPECT_EQ(manifest.at("tree").get<std::string>() + "\n",
            run_line(home, "git rev-parse HEAD:toy_tree").out);
  for (const char* file : {"run.sh", "device.cu", "tree/src/cuda/total.cu", "host/host.cpp",
                           "kit/host.h", "cases/toy/requests-0a", "cases/toy/requests-2b"}) {
    EXPECT_TRUE(manifest.at("files").contains(file)) << file;
  }
  EXPECT_FALSE(manifest.dump().find("held_out") != std::string::npos);
}

TEST(BundleTest, ATrialIsNoEvidenceOfAGpu) {
  const std::filesystem::path& home = test::tried().path();
  const Ran ran =
      test::tensorwright(home, "evidence import trial.tar.gz --spec " + test::toy_spec());

  EXPECT_TRUE(fails_with(ran, 2, "trial.tar.gz: is a trial on a CPU, no evidence of a GPU"));
  EXPECT_FALSE(std::filesystem::exists(home / "logs/gpu"));
}

TEST(BundleTest, RunShSaysInOneLineWhatIsMissing) {
  const std::filesystem::path& home = test::tried().path();
  const auto run = [&](const std::string& words) {
    return run_line(home, "rm -rf broken && cp -r elsewhere/toy-* broken && cd broken && " + words);
  };

  const Ran altered = run("echo >> tree/CMakeLists.txt && ./run.sh --cpu");
  EXPECT_EQ(altered.exit_code, 3);
  EXPECT_THAT(altered.out, HasSubstr("run.sh: this archive is not whole"));
  const Ran no_cmake =
      run("mkdir bin && for one in dirname sha256sum timeout nproc rm mkdir; do ln -s "
          "$(command -v $one) bin; done; PATH=$PWD/bin /bin/sh run.sh --cpu");
  EXPECT_EQ(no_cmake.out, "run.sh: no cmake: install CMake 3.22 or later\n");
  EXPECT_EQ(no_cmake.exit_code, 3);
  const Ran no_nvcc = run("env CUDA_HOME=/nonexistent PATH=/usr/bin:/bin ./run.sh");
  EXPECT_THAT(no_nvcc.out, HasSubstr("run.sh: no nvcc: install the CUDA toolkit"));
  EXPECT_EQ(no_nvcc.exit_code, 3);
  EXPECT_EQ(run("./run.sh --gpu").exit_code, 2);
}

TEST(BundleTest, WithoutAGpuRunShSaysSo) {
  const std::filesystem::path& home = test::tried().path();
  if (!std::filesystem::exists("/usr/local/cuda/bin/nvcc")) GTEST_SKIP() << "no nvcc";
  if (std::filesystem::exists("/dev/nvidia0")) GTEST_SKIP() << "there is a GPU";

  const Ran ran = run_line(home, "rm -rf here && cp -r elsewhere/toy-* here && here/run.sh");

  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.out,
              HasSubstr("run.sh: no GPU that CUDA can use: {\"error\": \"cudaGetDeviceCount"));
}

TEST(BundleTest, WhatCannotBeBundledIsOneLine) {
  const std::filesystem::path& home = test::tried().path();
  const auto bundle = [&](const std::string& arguments) {
    return test::tensorwright(home, "bundle " + arguments);
  };

  EXPECT_TRUE(fails_with(bundle("-o x.tar.gz"), 2, "name its spec's directory with --spec"));
  EXPECT_TRUE(fails_with(bundle("-o x.tar.gz --commit HEAD~1 --spec " + test::toy_spec()), 2,
                         "has nothing at toy_tree"));
  EXPECT_TRUE(fails_with(bundle("-o /nonexistent/x.tar.gz --spec " + test::toy_spec()), 3,
                         "/nonexistent/x.tar.gz"));
  EXPECT_TRUE(fails_with(bundle(""), 2, "-o FILE.tar.gz"));
  EXPECT_TRUE(fails_with(
      bundle("-o x.tar.gz --spec " + test::quoted(test::source("specs/example").string())), 2, ""));
  EXPECT_FALSE(std::filesystem::exists(home / "x.tar.gz"));
}

TEST(BundleTest, AFullDiskIsOneLineAndLeavesNothing) {
  const std::filesystem::path& home = test::tried().path();
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";

  const Ran ran = run_line(home, "ulimit -f 1; trap '' XFSZ; env " +
                                     test::quoted(WRIGHT_BUILD_DIR "/bin/tensorwright") +
                                     " bundle --spec " + test::toy_spec() + " -o full.tar.gz");

  EXPECT_NE(ran.exit_code, 0);
  EXPECT_TRUE(test::is_one_line(ran));
  EXPECT_FALSE(std::filesystem::exists(home / "full.tar.gz"));
}

}  // namespace
}  // namespace wright
