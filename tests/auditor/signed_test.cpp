// Signatures: what is in an envelope cannot be altered, and a log that was rewritten as a whole,
// with the commit that anchors it, is found by them alone.
#include "auditor/bytes.h"
#include "support/ssh_key.h"
#include "tests/auditor/victim.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::altered;
using test::compact;
using test::leaves_of;
using test::run_line;

class SignedTest : public ::testing::Test {
 protected:
  // Two signed landings, one of them withdrawn, and the end.
  void SetUp() override {
    if (!test::has_ssh_keygen()) GTEST_SKIP() << "ssh-keygen is not installed";
    ASSERT_EQ(test::make_key(path(), "alice").exit_code, 0);
    for (const char* arguments : {"sign campaign/quick", "sign campaign/quick~1",
                                  "retract campaign/quick~2 --why 'too slow'"}) {
      ASSERT_EQ(tensorwright(arguments).exit_code, 0) << arguments;
    }
    strict_.allowed_signers = (path() / "allowed").string();
    strict_.require_signatures = true;
    expect_clean();
  }
  void TearDown() override {
    if (!IsSkipped()) expect_clean();
  }
  void expect_clean() const {
    const auditor::Report report = victim_.audit(strict_);
    for (const auditor::Finding& finding : report.findings) {
      ADD_FAILURE() << finding.where << ": " << finding.what;
    }
    EXPECT_EQ(report.signatures, 3);
  }

  test::Ran tensorwright(const std::string& arguments) const {
    return test::tensorwright(path(), "evidence " + arguments + " --key alice");
  }
  const fs::path& path() const { return victim_.path(); }
  std::vector<fs::path> envelopes() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(path() / "logs/evidence")) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    return files;
  }
  bool is_found() const { return !victim_.audit(strict_).findings.empty(); }
  // While the file has these bytes and the name that they ask for, whoever may sign.
  bool is_found_in(const fs::path& file, const std::string& line) const {
    const std::string good = read_file(file).value();
    fs::remove(file);
    const fs::path renamed = file.parent_path() / (sha256_hex(line) + ".dsse.json");
    test::overwrite(renamed, line + "\n");
    const bool found = !victim_.audit().findings.empty();
    fs::remove(renamed);
    test::overwrite(file, good);
    return found;
  }
  // The line's time is another; chain, closing commit, closing line and branch all follow.
  void rewrite_with_anchor(std::size_t line) const;
  void set_right() const {
    test::overwrite(victim_.events(), test::text_of(victim_.lines()));
    run_line(path(), "git update-ref refs/heads/campaign/quick " +
                         victim_.lines().back()["closing"].get<std::string>());
  }

  test::Victim victim_;
  auditor::Question strict_;
};

void SignedTest::rewrite_with_anchor(std::size_t line) const {
  std::vector<json> lines = victim_.lines();
  lines[line]["time_ms"] = lines[line]["time_ms"].get<std::int64_t>() + 1;
  lines.back()["time_ms"] = lines[lines.size() - 2]["time_ms"];
  lines = test::rechained(std::move(lines));
  const std::string before = victim_.lines().back()["head"];
  const std::string closing =
      run_line(path(), "git cat-file commit " +
                           victim_.lines().back()["closing"].get<std::string>() + " | sed 's/" +
                           before + "/" + lines.back()["head"].get<std::string>() +
                           "/' | git hash-object -t commit -w --stdin")
          .out.substr(0, 40);
  lines.back()["closing"] = closing;
  test::overwrite(victim_.events(), test::text_of(lines));
  run_line(path(), "git update-ref refs/heads/campaign/quick " + closing);
}

TEST_F(SignedTest, EveryFieldOfEveryEnvelopeIsFound) {
  ASSERT_EQ(envelopes().size(), 3U);
  for (const fs::path& file : envelopes()) {
    const json value = json::parse(read_file(file).value());
    for (const json::json_pointer& field : leaves_of(value)) {
      json changed = value;
      changed[field] = altered(changed[field]);

      EXPECT_TRUE(is_found_in(file, compact(changed))) << field.to_string();
    }
    json surplus = value;
    surplus["signatures"][0]["more"] = "x";
    EXPECT_TRUE(is_found_in(file, compact(surplus)));
  }
}

TEST_F(SignedTest, AnEnvelopeUnderAnotherNameIsFound) {
  const fs::path file = envelopes().front();
  const fs::path renamed = file.parent_path() / (std::string(64, '0') + ".dsse.json");
  fs::rename(file, renamed);

  EXPECT_TRUE(is_found());

  fs::rename(renamed, file);
}

TEST_F(SignedTest, EveryFieldOfWhatWasSignedIsFound) {
  for (const fs::path& file : envelopes()) {
    json envelope = json::parse(read_file(file).value());
    const json statement =
        json::parse(auditor::from_base64(envelope["payload"].get<std::string>()).value());
    for (const json::json_pointer& field : leaves_of(statement)) {
      json changed = statement;
      changed[field] = altered(changed[field]);
      envelope["payload"] = auditor::base64(compact(changed));

      EXPECT_TRUE(is_found_in(file, compact(envelope))) << field.to_string();
    }
  }
}

TEST_F(SignedTest, ALogThatWasRewrittenWithItsAnchorIsFound) {
  for (std::size_t line = 0; line + 1 < victim_.lines().size(); ++line) {
    rewrite_with_anchor(line);

    EXPECT_TRUE(is_found()) << "line " << line + 1;
    set_right();
  }
}

// Why the end of a campaign should be signed: nothing else tells this log from the true one.  Lines
// before the last verdict would show in a landing's transcript, whose lines hold the chain.
TEST_F(SignedTest, NothingButASignatureFindsThat) {
  fs::rename(path() / "logs/evidence", path() / "aside");
  rewrite_with_anchor(victim_.lines().size() - 2);

  for (const auditor::Finding& finding : victim_.audit().findings) {
    ADD_FAILURE() << finding.where << ": " << finding.what;
  }
  EXPECT_TRUE(is_found());

  set_right();
  fs::rename(path() / "aside", path() / "logs/evidence");
}

TEST_F(SignedTest, ASignerWhoMayNotIsFound) {
  ASSERT_EQ(test::make_key(path(), "mallory").exit_code, 0);
  run_line(path(), "grep mallory allowed > alone");
  auditor::Question question;
  question.allowed_signers = (path() / "alone").string();

  const auditor::Report report = victim_.audit(question);

  ASSERT_EQ(report.findings.size(), 3U);
  EXPECT_TRUE(test::holds(report.findings[0].what, "is none that may sign"));
}

TEST_F(SignedTest, AWithdrawnLandingIsNoted) {
  const auditor::Report report = victim_.audit(strict_);

  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_EQ(report.notes[0], "quick.first.2 is withdrawn: too slow");
}

}  // namespace
}  // namespace wright
