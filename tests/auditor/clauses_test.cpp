// Two readers of the same prose: what they disagree on would be a finding about honest work.
#include "auditor/clauses.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "auditor/spec.h"
#include "base/files.h"
#include "plan/plan.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> specs() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(fs::path(WRIGHT_SOURCE_DIR) / "specs")) {
    if (fs::exists(entry.path() / "spec.md")) found.push_back(entry.path());
  }
  return found;
}

// The files of a spec as a log has them; `list` is the name of their list.
auditor::Log pinned(const Spec& spec, std::string& list) {
  auditor::Log log;
  nlohmann::json files = nlohmann::json::array();
  for (const SpecFile& file : spec.files) {
    files.push_back({{"path", file.path}, {"digest", file.digest.value}});
    log.blobs[file.digest.value] = read_file(place_of(spec, file)).value();
  }
  const std::string text = auditor::canonical({{"files", files}});
  list = auditor::sha256(text);
  log.blobs[list] = text;
  return log;
}

TEST(ClausesTest, EverySpecHereIsReadAlikeByBoth) {
  ASSERT_GE(specs().size(), 6U);
  for (const fs::path& directory : specs()) {
    const Spec spec = load_spec(directory, {})->spec;
    std::map<std::string, std::string> wanted;
    for (const Clause& clause : spec.clauses) wanted[clause.id] = clause.text;

    EXPECT_EQ(auditor::read_clauses(read_file(directory / "spec.md").value()), wanted) << directory;
    EXPECT_FALSE(wanted.empty()) << directory;
  }
}

TEST(ClausesTest, EveryTaskHereAsksForTheSameOnes) {
  for (const fs::path& directory : specs()) {
    const Spec spec = load_spec(directory, {})->spec;
    std::string list;
    const auditor::Log log = pinned(spec, list);
    for (const Task& task : spec.tasks) {
      std::map<std::string, std::string> wanted;
      for (const Clause& clause : spec.clauses) {
        const auto& asked = task.clauses;
        if (std::find(asked.begin(), asked.end(), clause.id) != asked.end()) {
          wanted[clause.id] = clause.text;
        }
      }
      const auto clauses = auditor::clauses_of(log, list, task.id.value);

      ASSERT_TRUE(clauses) << directory << " " << task.id.value;
      EXPECT_EQ(*clauses, wanted) << directory << " " << task.id.value;
    }
  }
}

}  // namespace
}  // namespace wright
