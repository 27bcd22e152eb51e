// Whatever is altered in the record of a finished campaign, the auditor finds it.  The cases are
// made from the record: every field of every line, every blob, every field of what blobs hold,
// every word of every commit.
#include <sstream>

#include "tests/auditor/victim.h"

namespace wright {
namespace {

using nlohmann::json;
using test::altered;
using test::compact;
using test::leaves_of;
using test::rechained;
using test::Victim;

const Victim& victim() {
  static const Victim victim;
  return victim;
}

class TamperingTest : public ::testing::Test {
 protected:
  // Each case is set right again, or all that come after it would prove nothing.
  void TearDown() override {
    const auditor::Report report = victim().audit();
    for (const auditor::Finding& finding : report.findings) {
      ADD_FAILURE() << finding.where << ": " << finding.what;
    }
    EXPECT_EQ(report.landings, 2);
  }
};

TEST_F(TamperingTest, EveryFieldOfEveryLineIsFound) {
  int cases = 0;
  for (std::size_t i = 0; i < victim().lines().size(); ++i) {
    for (const json::json_pointer& field : leaves_of(victim().lines()[i])) {
      std::vector<json> lines = victim().lines();
      lines[i][field] = altered(lines[i][field]);

      EXPECT_TRUE(victim().is_found(lines)) << "line " << i + 1 << " " << field.to_string();
      ++cases;
    }
  }
  EXPECT_GT(cases, 100);
}

TEST_F(TamperingTest, EveryFieldOfEveryLineIsFoundBehindANewChain) {
  for (std::size_t i = 0; i < victim().lines().size(); ++i) {
    for (const json::json_pointer& field : leaves_of(victim().lines()[i])) {
      std::vector<json> lines = victim().lines();
      lines[i][field] = altered(lines[i][field]);
      lines = rechained(std::move(lines));
      if (lines == victim().lines()) continue;  // The field is the chain itself.

      EXPECT_TRUE(victim().is_found(lines)) << "line " << i + 1 << " " << field.to_string();
    }
  }
}

TEST_F(TamperingTest, ALineThatIsGoneDoubledOrSwappedIsFound) {
  for (std::size_t i = 0; i < victim().lines().size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    std::vector<json> gone = victim().lines();
    gone.erase(gone.begin() + at);
    std::vector<json> doubled = victim().lines();
    doubled.insert(doubled.begin() + at, doubled[i]);
    std::vector<json> swapped = victim().lines();
    std::swap(swapped[i], swapped[i == 0 ? 1 : i - 1]);

    for (const std::vector<json>& lines : {gone, doubled, swapped}) {
      EXPECT_TRUE(victim().is_found(lines)) << "line " << i + 1;
      EXPECT_TRUE(victim().is_found(rechained(lines))) << "line " << i + 1 << ", new chain";
    }
  }
}

TEST_F(TamperingTest, AByteOfEveryBlobIsFound) {
  for (const auto& [name, bytes] : victim().blobs()) {
    std::string changed = bytes;
    changed.at(changed.size() / 2) ^= 1;

    EXPECT_TRUE(victim().is_found_in_blob(name, changed)) << name;
    EXPECT_TRUE(victim().is_found_renamed(name, changed)) << name << ", renamed";
  }
}

// Patches, lists of spec files, verdicts, statements; under their old names see above.
TEST_F(TamperingTest, EveryFieldOfEveryBlobOfJsonIsFound) {
  int cases = 0;
  for (const auto& [name, bytes] : victim().blobs()) {
    const json value = json::parse(bytes, nullptr, false);
    for (const json::json_pointer& field : leaves_of(value)) {
      json changed = value;
      changed[field] = altered(changed[field]);

      EXPECT_TRUE(victim().is_found_renamed(name, compact(changed)))
          << name << field.to_string() << ", renamed";
      ++cases;
    }
  }
  EXPECT_GT(cases, 60);
}

// The commits of the campaign, rewritten one word at a time, with those above them on top and the
// branch moved there.
class RewrittenTest : public ::testing::Test {
 protected:
  std::string git(const std::string& arguments, const std::string& input = "") const {
    std::string line = "git " + arguments;
    if (!input.empty()) line = "printf '%s' " + test::quoted(input) + " | " + line;
    std::string out = test::run_line(victim_.path(), line).out;
    if (input.empty() == false || arguments.rfind("rev-", 0) == 0) {
      out.erase(out.find_last_not_of('\n') + 1);
    }
    return out;
  }
  std::string written(const std::string& bytes) const {
    return git("hash-object -t commit -w --literally --stdin", bytes + "\n").substr(0, 40);
  }
  void move_branch(const std::string& to) const {
    git("update-ref refs/heads/campaign/quick " + to);
  }

  Victim victim_;
};

TEST_F(RewrittenTest, EveryWordOfEveryCommitIsFound) {
  const std::string tip = git("rev-parse campaign/quick");
  std::istringstream ids(git("rev-list --reverse campaign/quick") + "\n");
  std::vector<std::string> commits;
  for (std::string id; ids >> id;) commits.push_back(id);
  ASSERT_EQ(commits.size(), 4U);  // Scaffold, two landings, closing.
  const std::string empty_tree = git("hash-object -t tree -w --stdin < /dev/null").substr(0, 40);
  const std::string elsewhere = git("rev-parse HEAD");
  int cases = 0;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    const std::string bytes = git("cat-file commit " + commits[i]);
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t end = std::min(bytes.find_first_of(" \n", at), bytes.size());
      const std::string word = bytes.substr(at, end - at);
      const std::string before = bytes.substr(0, at);
      const bool is_tree = before == "tree ";
      const bool is_parent = before.ends_with("\nparent ");
      const bool is_key = word == "tree" || word == "parent" || word == "author" ||
                          word == "committer" || word.empty();
      const std::string other = is_tree     ? empty_tree
                                : is_parent ? elsewhere
                                            : altered(word).get<std::string>();
      at = end + 1;
      if (is_key) continue;
      std::string above = written(before + other + bytes.substr(end, bytes.size() - end - 1));
      for (std::size_t j = i + 1; j < commits.size(); ++j) {
        std::string next = git("cat-file commit " + commits[j]);
        next.replace(next.find("parent ") + 7, 40, above);
        above = written(next.substr(0, next.size() - 1));
      }
      ASSERT_NE(above, tip);
      move_branch(above);

      EXPECT_FALSE(victim_.audit().findings.empty()) << "commit " << i << ": " << word;
      ++cases;
    }
  }
  move_branch(tip);
  EXPECT_TRUE(victim_.audit().findings.empty());
  EXPECT_GT(cases, 40);
}

TEST_F(RewrittenTest, ACampaignsCommitOnAnotherBranchIsFound) {
  const std::string tree = git("rev-parse campaign/quick^{tree}");
  const std::string forged =
      written("tree " + tree + "\nparent " + git("rev-parse campaign/quick") +
              "\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nA\n\n"
              "Tensorwright-Campaign: quick");
  git("update-ref HEAD " + forged);

  EXPECT_FALSE(victim_.audit().findings.empty());
}

}  // namespace
}  // namespace wright
