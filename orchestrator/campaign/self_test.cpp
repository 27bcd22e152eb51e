#include "campaign/self_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "campaign/workshop.h"
#include "core/json.h"
#include "exec/program.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kWall{300};

Result<std::vector<SelfTest::Planted>> planted_in(const nlohmann::json& value, const char* list,
                                                  const char* flag);
std::string mark_of(const Tools& tools, const std::string& check);

}  // namespace

bool SelfTest::holds() const {
  const auto right = [](const Planted& one) { return one.as_it_should; };
  if (is_known) return true;
  return !cheats.empty() && !honest.empty() && std::all_of(cheats.begin(), cheats.end(), right) &&
         std::all_of(honest.begin(), honest.end(), right);
}

Result<SelfTest> self_test(const Tools& tools, const std::vector<std::string>& checks) {
  ProgramRequest program;
  program.argv = {(tools.libexec / "selftest").string(), "--share", tools.share.string(),
                  "--sandbox", tools.sandbox.string()};
  if (!checks.empty()) program.argv.insert(program.argv.end(), {"--checks", join(checks, ",")});
  const std::optional<fs::path> cache = shared_cache();
  if (cache) program.argv.insert(program.argv.end(), {"--cache", cache->string()});
  program.wall = kWall;
  const ProgramReport ran = TRY(run_program(program));
  const Result<nlohmann::json> value = parse_json(ran.out);
  if (!value) {
    return Error{ErrorKind::protocol,
                 fmt::format("the self-test gave no report: {}",
                             escape_for_terminal(head_and_tail(ran.err, 400)))};
  }
  SelfTest test;
  test.cheats = TRY(planted_in(*value, "cheats", "rejected"));
  test.honest = TRY(planted_in(*value, "honest", "accepted"));
  return test;
}

Result<SelfTest> self_test_once(const Tools& tools, const std::vector<std::string>& checks,
                                const fs::path& marks) {
  std::vector<std::string> unknown;
  for (const std::string& check : checks) {
    std::error_code failed;
    const bool is_known = !marks.empty() && fs::exists(marks / mark_of(tools, check), failed);
    if (!is_known) unknown.push_back(check);
  }
  SelfTest test;
  test.is_known = unknown.empty();
  if (test.is_known) return test;
  test = TRY(self_test(tools, unknown));
  if (test.holds()) keep_marks(tools, unknown, marks);
  return test;
}

void keep_marks(const Tools& tools, const std::vector<std::string>& checks, const fs::path& marks) {
  if (marks.empty() || !make_directories(marks)) return;
  for (const std::string& check : checks) (void)write_file(marks / mark_of(tools, check), "");
}

std::vector<std::string> checks_of(const Spec& spec) {
  std::set<std::string> names;
  for (const Task& task : spec.tasks) {
    for (const CheckConfig& check : task.checks) names.insert(check.check);
  }
  return {names.begin(), names.end()};
}

namespace {

Result<std::vector<SelfTest::Planted>> planted_in(const nlohmann::json& value, const char* list,
                                                  const char* flag) {
  try {
    std::vector<SelfTest::Planted> all;
    for (const auto& item : value.at(list)) {
      all.push_back({item.at("name").get<std::string>(), item.at("check").get<std::string>(),
                     item.at(flag).get<bool>(), item.value("rule", std::string())});
    }
    return all;
  } catch (const nlohmann::json::exception& fault) {
    return Error{ErrorKind::protocol, fmt::format("the self-test's report: {}", fault.what())};
  }
}

std::string mark_of(const Tools& tools, const std::string& check) {
  const std::string identity = tools.libexec.string() + identity_of(tools, check) +
                               identity_of(tools.libexec / "selftest") +
                               identity_of(tools.share / "planted");
  return check + "-" + sha256_hex(identity).substr(0, 32);
}

}  // namespace
}  // namespace wright
