#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "tests/plan/spec_folder.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

TEST(SnapshotTest, HoldsEveryFileSortedWithItsDigest) {
  const SpecFolder folder;
  folder.write("visible/run.sh", "echo\n");
  fs::permissions(folder.path() / "visible/run.sh", fs::perms::owner_exec, fs::perm_options::add);

  const std::vector<SpecFile> files = folder.load().spec.files;

  ASSERT_EQ(files.size(), 12U);
  EXPECT_TRUE(std::is_sorted(files.begin(), files.end(),
                             [](const auto& a, const auto& b) { return a.path < b.path; }));
  EXPECT_EQ(files[10], (SpecFile{"visible/run.sh", true, Digest{sha256_hex("echo\n")}}));
  EXPECT_FALSE(files[0].executable);
}

TEST(SnapshotTest, TheDigestIsThatOfTheCanonicalList) {
  const SpecFolder folder;

  const Spec spec = folder.load().spec;

  const std::string digest = sha256_hex("project(library LANGUAGES CXX)\n");
  EXPECT_EQ(spec.scaffold_digest.value,
            sha256_hex("{\"files\":[{\"digest\":\"" + digest +
                       "\",\"executable\":false,\"path\":\"scaffold/CMakeLists.txt\"}]}"));
}

TEST(SnapshotTest, EachDigestFollowsItsOwnFilesOnly) {
  const SpecFolder folder;
  const Spec before = folder.load().spec;
  folder.write("held_out/words.cases", "case \"other\" [R1]\n  words(\"\") == 0\n");

  const Spec after = folder.load().spec;

  EXPECT_NE(after.digest, before.digest);
  EXPECT_NE(after.held_out_digest, before.held_out_digest);
  EXPECT_EQ(after.scaffold_digest, before.scaffold_digest);
}

TEST(SnapshotTest, TheDigestDoesNotDependOnThePlace) {
  const SpecFolder here;
  const SpecFolder there;

  EXPECT_EQ(here.load().spec.digest, there.load().spec.digest);
}

TEST(SnapshotTest, LinksAndFifosAreFaultsAndAreNotRead) {
  const SpecFolder folder;
  fs::create_symlink("/etc/passwd", folder.path() / "visible/passwd.md");
  fs::create_directory_symlink("/", folder.path() / "visible/root");
  ASSERT_EQ(mkfifo((folder.path() / "visible/pipe.cases").c_str(), 0600), 0);

  EXPECT_THAT(folder.faults(),
              ElementsAre("visible/passwd.md:1: a symbolic link; a spec holds regular files only",
                          "visible/pipe.cases:1: a FIFO, socket or device; a spec holds regular "
                          "files",
                          "visible/root:1: a symbolic link; a spec holds regular files only"));
  EXPECT_EQ(folder.load().spec.files.size(), 11U);
}

TEST(SnapshotTest, OversizedFilesAreFaults) {
  const SpecFolder folder;
  folder.write("tasks/050-big.md", std::string((256 << 10) + 1, 'x'));
  folder.write("visible/big.bin", std::string((4 << 20) + 1, 'x'));
  folder.write("visible/fits.bin", std::string(4 << 20, 'x'));

  EXPECT_THAT(folder.faults(),
              ElementsAre("tasks/050-big.md:1: 262145 bytes; at most 262144 are read",
                          "visible/big.bin:1: 4194305 bytes; at most 4194304 are read"));
}

TEST(SnapshotTest, TooManyFilesAreAFault) {
  const SpecFolder folder;
  for (int i = 0; i < 2000; ++i) folder.write("visible/" + std::to_string(i) + ".txt", "");

  const LoadedSpec loaded = folder.load();

  ASSERT_FALSE(loaded.findings.empty());
  EXPECT_EQ(to_text(loaded.findings.front()), "spec.md:1: the spec has more than 2000 files");
  EXPECT_EQ(loaded.spec.files.size(), 2000U);
}

TEST(SnapshotTest, BytesThatAreNotUtf8AreNamedByLine) {
  const SpecFolder folder;
  folder.write("visible/words.cases", "case \"a\" [R1]\n  words(\"\xff\") == 1\n");
  folder.write("visible/data.bin", "\xff\xfe");

  EXPECT_THAT(folder.faults(),
              ElementsAre("visible/words.cases:2: not UTF-8; save the file as UTF-8"));
}

TEST(SnapshotTest, OddNamesAreFaultsAndArePrintedSafely) {
  const SpecFolder folder;
  folder.write("visible/a\x1b[31m.txt", "");
  folder.write("visible/b\xff.txt", "");
  folder.write(".git/config", "");

  const std::vector<std::string> faults = folder.faults();

  ASSERT_EQ(faults.size(), 3U);
  for (const std::string& fault : faults) {
    EXPECT_EQ(fault.find('\x1b'), std::string::npos);
    EXPECT_EQ(fault.find('\xff'), std::string::npos);
    EXPECT_NE(fault.find("must be printable UTF-8"), std::string::npos) << fault;
  }
}

TEST(SnapshotTest, DirectoriesNestedTooDeepAreAFault) {
  const SpecFolder folder;
  std::string deep = "visible";
  for (int i = 0; i < 40; ++i) deep += "/d";
  folder.write(deep + "/x.txt", "");

  const std::vector<std::string> faults = folder.faults();

  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].find(":1: nested deeper than 16 directories"), std::string::npos);
}

}  // namespace
}  // namespace wright
