#include "plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "builder/diagnostics.h"
#include "core/json.h"
#include "grader/case_sets.h"
#include "grader/sweep_words.h"

namespace wright {
namespace {

using nlohmann::json;

Result<void> read_keys(const json& config, Plan& plan);
Result<void> check_tools(const std::vector<std::string>& tools);
Result<Where> where_of(const std::string& word);
Error fault(const std::string& what);

}  // namespace

Result<Plan> plan_of(const CheckRequest& request) {
  Plan plan;
  const json config = TRY(parse_json(request.config, kConfigBytesMax));
  TRY(read_keys(config, plan));
  plan.sweep = TRY(sweep_of(request.config, request.task.value, request.check));
  // Every grading asks twice, in two processes.
  if (!config.contains("repeat")) plan.sweep.repeat = 1;
  return plan;
}

Result<std::vector<Grading>> gradings_of(const CheckRequest& request, const Plan& plan) {
  std::vector<Grading> gradings;
  for (CaseSet& set : TRY(case_sets(request, plan.sweep, plan.cases))) {
    Grading grading;
    grading.check = request.check;
    grading.tasks = {request.task.value};
    grading.seed = request.seed;
    grading.cases = std::move(set.cases);
    grading.rounds = set.rounds;
    grading.held_out = set.held_out;
    gradings.push_back(std::move(grading));
  }
  return gradings;
}

Result<std::vector<Finding>> missing_kernels(const CheckRequest& request, const Plan& plan) {
  const std::vector<std::string> files = TRY(list_files(request.tree));
  const bool has_kernels = std::any_of(files.begin(), files.end(), [&](const std::string& path) {
    return any_glob_matches(plan.files, path);
  });
  if (has_kernels) return std::vector<Finding>();
  return std::vector<Finding>{located("cuda_device.none", "", 0,
                                      fmt::format("no file is named by {}: nothing would run on a "
                                                  "device",
                                                  join(plan.files, ", ")))};
}

namespace {

Result<void> read_keys(const json& config, Plan& plan) {
  std::string key;
  std::string where = "here";
  try {
    for (const auto& item : config.items()) {
      key = item.key();
      const json& value = item.value();
      if (key == "files") value.get_to(plan.files);
      if (key == "programs") value.get_to(plan.programs);
      if (key == "tools") value.get_to(plan.tools);
      if (key == "cases") value.get_to(plan.cases);
      if (key == "where") value.get_to(where);
    }
  } catch (const json::exception&) {
    return fault(fmt::format("\"{}\" has the wrong type", key));
  }
  TRY(check_tools(plan.tools));
  plan.where = TRY(where_of(where));
  if (plan.files.empty()) return fault("\"files\" is a list of globs below the target");
  return {};
}

Result<void> check_tools(const std::vector<std::string>& tools) {
  const std::vector<std::string> known = Plan().tools;
  const std::set<std::string> different(tools.begin(), tools.end());
  const bool are_known = std::all_of(tools.begin(), tools.end(), [&](const std::string& tool) {
    return std::find(known.begin(), known.end(), tool) != known.end();
  });
  if (are_known && different.size() == tools.size()) return {};
  return fault(fmt::format("\"tools\" is a list of {}, each once", join(known, ", ")));
}

Result<Where> where_of(const std::string& word) {
  if (word == "here") return Where::here;
  if (word == "bundle") return Where::bundle;
  if (word == "elsewhere") return Where::elsewhere;
  return fault("\"where\" is here, bundle or elsewhere");
}

Error fault(const std::string& what) {
  return Error{ErrorKind::spec, "check cuda_device: " + what};
}

}  // namespace
}  // namespace wright
