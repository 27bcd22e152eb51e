// Results of GPUs elsewhere: what lies below logs/gpu is what its names and statements say.
#include "base/hash.h"
#include "tests/auditor/victim.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::compact;

class DevicesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string tree =
        test::run_line(victim_.path(), "git rev-parse campaign/quick:quick_tree").out;
    folder_ = victim_.path() / "logs/gpu" / tree.substr(0, 40);
    ASSERT_TRUE(make_directories(folder_));
    ASSERT_TRUE(write_file(result(), kResult));
    statement_ = {
        {"_type", "https://in-toto.io/Statement/v1"},
        {"predicateType", "https://tensorwright.dev/attestation/device/v1"},
        {"subject", {{{"name", "quick_tree"}, {"digest", {{"gitTree", tree.substr(0, 40)}}}}}},
        {"predicate",
         {{"status", "pass"},
          {"result", {{"sha256", sha256_hex(kResult)}}},
          {"reports", {{{"suite", "first"}, {"report", {{"status", "pass"}}}}}}}}};
    state(statement_);
    ASSERT_EQ(found(), "");
  }

  [[nodiscard]] fs::path result() const { return folder_ / (sha256_hex(kResult) + ".tar.gz"); }
  void state(const json& statement) {
    if (!file_.empty()) fs::remove(file_);
    file_ = folder_ / (sha256_hex(compact(statement)) + ".json");
    test::overwrite(file_, compact(statement) + "\n");
  }
  // The first finding, "" when there is none.
  [[nodiscard]] std::string found() const {
    const auditor::Report report = victim_.audit();
    return report.findings.empty() ? "" : report.findings.front().what;
  }

  const std::string kResult = "the bytes of an archive";
  test::Victim victim_;
  fs::path folder_;
  fs::path file_;
  json statement_;
};

TEST_F(DevicesTest, AnAlteredFileDoesNotHaveTheDigestOfItsName) {
  test::overwrite(result(), kResult + "!");
  EXPECT_EQ(found(), "does not have the digest of its name");
  test::overwrite(result(), kResult);

  test::overwrite(file_, compact(statement_) + " \n");
  EXPECT_EQ(found(), "what it says does not have the digest of its name");
  test::overwrite(file_, compact(statement_));
  EXPECT_EQ(found(), "is no whole line");
}

TEST_F(DevicesTest, AStatementIsAboutTheTreeOfItsFolderAndWhatLiesThere) {
  json other = statement_;
  other["subject"][0]["digest"]["gitTree"] = std::string(40, '0');
  state(other);
  EXPECT_EQ(found(), "is no statement about what a GPU made of this tree");

  other = statement_;
  other["predicate"]["result"]["sha256"] = std::string(64, '0');
  state(other);
  EXPECT_EQ(found(),
            "a statement was judged from " + std::string(64, '0') + ", which is not there");

  other = statement_;
  other["predicate"]["reports"][0]["report"]["status"] = "fail";
  state(other);
  EXPECT_EQ(found(), "its status is not that of its reports");

  other = statement_;
  other["predicateType"] = "https://tensorwright.dev/attestation/landing/v2";
  state(other);
  EXPECT_EQ(found(), "is no statement about what a GPU made of this tree");
}

TEST_F(DevicesTest, AResultWithoutAStatementIsANote) {
  fs::remove(file_);

  const auditor::Report report = victim_.audit();

  EXPECT_TRUE(report.findings.empty());
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_TRUE(test::holds(report.notes[0], "nothing is stated about it"));
}

TEST_F(DevicesTest, WhatDoesNotBelongThereIsFound) {
  test::overwrite(folder_ / "readme", "hello");
  EXPECT_EQ(found(), "is neither a statement nor a result");
  fs::remove(folder_ / "readme");

  test::overwrite(victim_.path() / "logs/gpu/readme", "hello");
  EXPECT_EQ(found(), "is no folder that is called as a tree");
  fs::remove(victim_.path() / "logs/gpu/readme");

  fs::remove(result());
  fs::create_symlink("/etc/passwd", result());
  EXPECT_EQ(found(), "cannot be read");
}

}  // namespace
}  // namespace wright
