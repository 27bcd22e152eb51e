#include "base/tar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/result.h"
#include "support/program.h"

namespace wright {
namespace {

using testing::HasSubstr;

const TarFiles& some() {
  static const TarFiles files{{"a", {"", false}},
                              {"b/run.sh", {"#!/bin/sh\n", true}},
                              {std::string(90, 'd') + "/" + std::string(80, 'n'), {"deep", false}},
                              {"c", {std::string(512, 'x'), false}}};
  return files;
}

std::string fault_of(const std::string& archive, const TarLimits& limits = {}) {
  const Result<TarFiles> files = read_tar(archive, limits);
  return files ? "" : files.error().message;
}

// What GNU tar makes of a shell line's folder `in`.
std::string packed(const std::string& line) {
  const TempDirectory place = TempDirectory::make("/tmp", "wright-tar-").value();
  const test::Ran ran =
      test::run_line(place.path(), line + " && tar --format=ustar -cf out.tar in");
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  return read_file(place.path() / "out.tar").value();
}

TEST(TarTest, WhatIsWrittenIsReadAndAlwaysTheSame) {
  const Result<std::string> archive = write_tar(some());

  ASSERT_TRUE(archive);
  EXPECT_EQ(*archive, write_tar(some()).value());
  EXPECT_EQ(read_tar(*archive).value(), some());
}

TEST(TarTest, TarUnpacksIt) {
  const TempDirectory place = TempDirectory::make("/tmp", "wright-tar-").value();
  ASSERT_TRUE(write_file(place.path() / "out.tar", write_tar(some()).value()));

  const test::Ran ran =
      test::run_line(place.path(), "tar -xf out.tar && cat d*/n* && test -x b/run.sh && wc -c < c");

  EXPECT_EQ(ran.out, "deep512\n");
}

TEST(TarTest, WhatTarPackedIsRead) {
  const Result<TarFiles> files = read_tar(packed("mkdir -p in/sub && printf hi > in/sub/file"));

  ASSERT_TRUE(files) << files.error().message;
  EXPECT_EQ(*files, (TarFiles{{"in/sub/file", {"hi", false}}}));
}

TEST(TarTest, WhatIsNoPlainFileIsRefused) {
  EXPECT_THAT(fault_of(packed("mkdir in && ln -s /etc/passwd in/link")),
              HasSubstr("in/link is no plain file"));
  EXPECT_THAT(fault_of(packed("mkdir in && touch in/a && ln in/a in/b")),
              HasSubstr("is no plain file"));
  EXPECT_THAT(fault_of(packed("mkdir in && mkfifo in/fifo")), HasSubstr("is no plain file"));
}

TEST(TarTest, APathThatIsNoneOfOursIsRefused) {
  for (const std::string path :
       {"/etc/passwd", "../up", "a/../b", "a//b", "./a", "a b", "\x1b[2J"}) {
    EXPECT_THAT(fault_of(write_tar({{path, {"x", false}}}).value()), HasSubstr("the path")) << path;
  }
  const std::string twice = write_tar({{"a", {"", false}}}).value();
  EXPECT_THAT(fault_of(twice.substr(0, 512) + twice), HasSubstr("a is there twice"));
}

TEST(TarTest, ACutOrAlteredArchiveIsRefused) {
  const std::string archive = write_tar(some()).value();

  EXPECT_THAT(fault_of(archive.substr(0, 3 * 512)), HasSubstr("cut off"));
  EXPECT_THAT(fault_of(archive.substr(0, 700)), HasSubstr("cut off"));
  std::string altered = archive;
  altered[124 + 10] = '7';  // Of the first size.
  EXPECT_THAT(fault_of(altered), HasSubstr("altered"));
  EXPECT_THAT(fault_of(std::string(2000, 'x')), HasSubstr("header"));
}

TEST(TarTest, MoreFilesThanAllowedAreRefused) {
  EXPECT_THAT(fault_of(write_tar(some()).value(), {3, 200}), HasSubstr("more than 3 files"));
}

}  // namespace
}  // namespace wright
