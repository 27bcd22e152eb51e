// What a machine elsewhere says is judged here, and nothing of it is taken on its word.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/bundle/toy_bundle.h"

namespace wright {
namespace {

using test::fails_with;
using test::Pretended;
using test::Ran;
using test::run_line;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kCleanLog =
    "printf '========= COMPUTE-SANITIZER\\n========= ERROR SUMMARY: 0 errors\\n'";

// memcheck ran over the three sets of cases.
std::string with_memcheck(const std::string& log) {
  std::string line;
  for (const char* set : {"0a", "1a", "2a"}) {
    line += log + " > cases/toy/memcheck-" + set + ".log && echo 0 > cases/toy/memcheck-" + set +
            ".exit && ";
  }
  return line + "true";
}

TEST(ImportTest, RightValuesAreEvidenceAboutTheTree) {
  const Pretended pretended(with_memcheck(kCleanLog));

  const Ran ran = pretended.import_it();

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_THAT(ran.out,
              HasSubstr("right values on the tested shapes, on Pretended GPU; no error told "
                        "by memcheck; not run: racecheck, initcheck, synccheck"));
  ASSERT_THAT(pretended.kept(), SizeIs(2));
  const auto statement =
      nlohmann::json::parse(run_line(pretended.path(), "cat logs/gpu/*/*.json").out);
  EXPECT_EQ(statement.at("subject").at(0).at("digest").at("gitTree").get<std::string>() + "\n",
            run_line(pretended.path(), "git rev-parse HEAD:toy_tree").out);
  EXPECT_EQ(statement.at("predicate").at("status"), "pass");
  EXPECT_EQ(statement.at("predicate").at("where"), "device");
  EXPECT_EQ(statement.at("predicate").at("device").at("name"), "Pretended GPU");
  EXPECT_EQ(
      statement.at("predicate").at("result").at("sha256").get<std::string>() + "  result.tar.gz\n",
      run_line(pretended.path(), "sha256sum result.tar.gz").out);
}

TEST(ImportTest, TheSameAgainChangesNothing) {
  const Pretended pretended;
  const Ran first = pretended.import_it();
  const std::string before =
      run_line(pretended.path(), "ls -l --time-style=full-iso logs/gpu/*").out;

  const Ran second = pretended.import_it();

  EXPECT_EQ(first.exit_code, 0) << first.out;
  EXPECT_EQ(second.exit_code, 0) << second.out;
  EXPECT_THAT(second.out, HasSubstr("known already"));
  EXPECT_EQ(run_line(pretended.path(), "ls -l --time-style=full-iso logs/gpu/*").out, before);
}

TEST(ImportTest, AWrongValueIsKeptAsAFailure) {
  // The last byte of the last payload of the process.
  const Pretended pretended(
      "at=$(grep -abo 'tensor f32 33 132' cases/toy/replies-0a | head -n 1 | cut -d: -f1) && "
      "printf '\\377' | dd of=cases/toy/replies-0a bs=1 seek=$((at + 20)) conv=notrunc "
      "2>/dev/null");

  const Ran ran = pretended.import_it();

  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("findings on Pretended GPU"));
  EXPECT_THAT(pretended.kept(), SizeIs(2));
}

TEST(ImportTest, AnErrorThatAToolToldIsAFailure) {
  const Pretended pretended(with_memcheck(
      "printf '========= Invalid __global__ write of size 4 bytes\\n=========     at f()+0x10 in "
      "twice.cu:11\\n========= ERROR SUMMARY: 1 error\\n'"));

  const Ran ran = pretended.import_it();

  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("twice.cu:11: Invalid __global__ write"));
}

TEST(ImportTest, AHostThatCrashedIsAFailure) {
  const Pretended pretended("truncate -s 100 cases/toy/replies-1b && echo 139 > cases/toy/exit-1b");

  const Ran ran = pretended.import_it();

  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("signal 11"));
}

TEST(ImportTest, WhatIsNoResultOfThisBundleIsRefused) {
  const struct {
    const char* change;
    const char* after;
    const char* says;
  } kCases[] = {
      {"true", "printf x >> cases/toy/replies-0a", "cases/toy/replies-0a does not have its digest"},
      {"true", "printf x >> device", "device does not have its digest"},
      {"true", "echo extra > extra", "does not list each file once"},
      {"echo extra > extra", "true", "extra is no file of a result"},
      {"rm device.json", "true", "device.json or nvcc is missing"},
      {"rm manifest.json", "true", "manifest.json is missing"},
      {"echo gpu > device", "true", "device says neither cuda nor cpu"},
      {"rm cases/toy/replies-0a", "true", "replies-0a is missing"},
      {"rm cases/toy/exit-0b", "true", "exit-0b is missing"},
      {"echo x > cases/toy/exit-0a", "true", "exit-0a: is no exit code"},
      {"mv cases/toy cases/other", "true", "has nothing about toy"},
      {"cp -r cases/toy cases/other", "true", "cases that nobody asked for"},
      {"echo > cases/toy/replies-x", "true", "replies-x is no file of a result"},
      {"true", "ln -s /etc/passwd link", "link is no plain file"},
      {"true", "rm SHA256SUMS", "SHA256SUMS is missing"},
      {"echo '{}' > manifest.json", "true", "its manifest names no commit"},
      {"sed -i 's/\"commit\":\"......../\"commit\":\"00000000/' manifest.json", "true",
       "which is not here: fetch it"},
      {"sed -i 's/\"seed\":\"../\"seed\":\"zz/' manifest.json", "true", "its manifest is not that"},
      {"sed -i 's/\"tree\":\"......../\"tree\":\"00000000/' manifest.json", "true",
       "is about tree"},
      {"sed -i 's/\"spec_digest\":\"..../\"spec_digest\":\"0000/' manifest.json", "true",
       "another version of spec toy"},
      {"echo '{\"error\": \"none\"}' > device.json", "true", "no GPU that CUDA can use: none"},
      {"head -c 5000 /dev/zero > nvcc", "true", "nvcc is too large"},
  };
  for (const auto& one : kCases) {
    const Pretended pretended(one.change, one.after);

    const Ran ran = pretended.import_it();

    EXPECT_TRUE(fails_with(ran, 2, one.says)) << one.change << " | " << one.after;
    EXPECT_THAT(pretended.kept(), IsEmpty()) << one.change << " | " << one.after;
  }
}

TEST(ImportTest, ACutArchiveIsRefused) {
  const Pretended pretended;
  for (const char* cut : {"truncate -s -10", "truncate -s 100", "truncate -s 3"}) {
    run_line(pretended.path(), std::string("cp result.tar.gz whole && ") + cut + " result.tar.gz");
    EXPECT_TRUE(fails_with(pretended.import_it(), 2, "result.tar.gz: ")) << cut;
    run_line(pretended.path(), "mv whole result.tar.gz");
  }
  EXPECT_THAT(pretended.kept(), IsEmpty());
}

TEST(ImportTest, ADirectoryOfTheSpecMustBeNamedAgain) {
  const Pretended pretended;

  EXPECT_TRUE(fails_with(test::tensorwright(pretended.path(), "evidence import result.tar.gz"), 2,
                         "was bundled with --spec"));
}

TEST(ImportTest, AFullDiskIsOneLineAndStatesNothing) {
  const Pretended pretended;
  run_line(pretended.path(), "mkdir -p logs && touch logs/gpu");  // Nothing can be made there.

  const Ran ran = pretended.import_it();

  EXPECT_NE(ran.exit_code, 0);
  EXPECT_TRUE(test::is_one_line(ran));
}

}  // namespace
}  // namespace wright
