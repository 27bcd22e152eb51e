// tensorwright spec lint|graph|coverage|new; `spec plan` is in spec_plan.cpp.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "campaign/hall.h"
#include "campaign/pinned_spec.h"
#include "cli/find.h"
#include "cli/print.h"
#include "plan/coverage.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

struct SpecArguments {
  std::string directory;
  std::string campaign;
  std::string name;
  bool dot = false;
};

Result<int> lint_command(const Invocation& invocation, const SpecArguments& given);
Result<int> graph_command(const Invocation& invocation, const SpecArguments& given);
Result<int> clause_coverage_command(const Invocation& invocation, const SpecArguments& given);
Result<int> new_command(const Invocation& invocation, const SpecArguments& given);
Result<Spec> sound_spec(const Invocation& invocation, const std::string& directory);
std::vector<std::string> names_of(const std::vector<TaskId>& tasks);
std::vector<std::string> evidence_of(const ClauseCoverage& clause, const CampaignState* state);

}  // namespace

void add_spec(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<SpecArguments>();
  CLI::App* spec = app.add_subcommand("spec", "Check, draw and begin specs");
  spec->require_subcommand(1);
  CLI::App* lint = spec->add_subcommand("lint", "Name every fault as file:line: message");
  lint->callback(acting(chosen, invocation, given, lint_command));
  CLI::App* graph = spec->add_subcommand("graph", "Draw the tasks and what they need");
  graph->add_flag("--dot", given->dot, "As Graphviz");
  graph->callback(acting(chosen, invocation, given, graph_command));
  CLI::App* coverage =
      spec->add_subcommand("coverage", "Each clause with its tasks, checks, cases and evidence");
  coverage->add_option("--campaign", given->campaign,
                       "Whose landings count; the spec's by default");
  coverage->callback(acting(chosen, invocation, given, clause_coverage_command));
  for (CLI::App* command : {lint, graph, coverage}) {
    command->add_option("directory", given->directory, "The spec directory")->required();
    command->add_flag("--json", invocation.json, "As JSON");
  }
  CLI::App* begin = spec->add_subcommand("new", "Begin a spec of one task that works");
  begin->add_option("name", given->name, "[a-z][a-z0-9_]*")->required();
  begin->add_option("--into", given->directory, "Where specs are kept; specs/ by default");
  begin->callback(acting(chosen, invocation, given, new_command));
  add_spec_plan(*spec, invocation, chosen);
}

Result<void> check_spec_name(const std::string& name) {
  bool is_good = !name.empty() && name.size() <= 40 && name[0] >= 'a' && name[0] <= 'z';
  for (const char c : name) {
    is_good = is_good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
  }
  if (is_good) return {};
  return Error{ErrorKind::usage,
               fmt::format("\"{}\" is no name for a spec: [a-z][a-z0-9_]*, at most 40",
                           escape_for_terminal(name))};
}

namespace {

Result<int> lint_command(const Invocation& invocation, const SpecArguments& given) {
  const LoadedSpec loaded = TRY(read_spec_directory(invocation, given.directory));
  if (invocation.json) {
    nlohmann::json findings = nlohmann::json::array();
    for (const LintFinding& finding : loaded.findings) {
      findings.push_back(
          {{"file", finding.file}, {"line", finding.line}, {"message", finding.message}});
    }
    print_json({{"spec", loaded.spec.name}, {"findings", std::move(findings)}});
  } else {
    for (const LintFinding& finding : loaded.findings) {
      fmt::print("{}\n", escape_for_terminal(to_text(finding)));
    }
    if (loaded.findings.empty()) {
      fmt::print("{}: {} tasks, {} clauses, no fault\n", loaded.spec.name, loaded.spec.tasks.size(),
                 loaded.spec.clauses.size());
    }
  }
  return loaded.findings.empty() ? kExitDone : kExitNotGood;
}

Result<Spec> sound_spec(const Invocation& invocation, const std::string& directory) {
  const CheckTable table = TRY(load_checks(invocation.tools));
  return load_sound_spec(directory, known_checks(table));
}

Result<int> graph_command(const Invocation& invocation, const SpecArguments& given) {
  const Spec spec = TRY(sound_spec(invocation, given.directory));
  if (invocation.json) {
    nlohmann::json tasks = nlohmann::json::array();
    for (const Task& task : spec.tasks) {
      nlohmann::json needs = nlohmann::json::array();
      for (const TaskId& need : task.needs) needs.push_back(need.value);
      tasks.push_back({{"task", task.id.value}, {"title", task.title}, {"needs", needs}});
    }
    print_json({{"spec", spec.name}, {"tasks", std::move(tasks)}});
  } else {
    fmt::print("{}", given.dot ? graph_dot(spec) : graph_tree(spec));
  }
  return kExitDone;
}

Result<int> clause_coverage_command(const Invocation& invocation, const SpecArguments& given) {
  const Spec spec = TRY(sound_spec(invocation, given.directory));
  const std::string campaign = given.campaign.empty() ? spec.name : given.campaign;
  const Result<Recording> log = find_log(invocation, campaign);
  const std::vector<ClauseCoverage> clauses = TRY(coverage_of(spec));
  nlohmann::json list = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const ClauseCoverage& clause : clauses) {
    const std::vector<std::string> evidence = evidence_of(clause, log ? &log->state : nullptr);
    list.push_back({{"clause", clause.clause.id},
                    {"tasks", names_of(clause.tasks)},
                    {"checks", clause.checks},
                    {"visible_cases", clause.visible_cases},
                    {"held_out_cases", clause.held_out_cases},
                    {"evidence", evidence}});
    rows.push_back({clause.clause.id, join(names_of(clause.tasks), " "),
                    fmt::format("{}+{}", clause.visible_cases, clause.held_out_cases),
                    evidence.empty() ? "unverified" : join(evidence, " "),
                    join(clause.checks, " ")});
  }
  if (invocation.json) {
    print_json({{"spec", spec.name}, {"clauses", std::move(list)}});
  } else {
    print_table({"clause", "tasks", "cases", "evidence", "checks"}, rows);
  }
  return kExitDone;
}

std::vector<std::string> names_of(const std::vector<TaskId>& tasks) {
  std::vector<std::string> names;
  for (const TaskId& task : tasks) names.push_back(task.value);
  return names;
}

// The commits in which the tasks of a clause landed; each is bound to a verdict
// that `show` prints.
std::vector<std::string> evidence_of(const ClauseCoverage& clause, const CampaignState* state) {
  std::vector<std::string> commits;
  if (state == nullptr) return commits;
  for (const AttemptState& attempt : state->attempts) {
    const bool counts = std::find(clause.tasks.begin(), clause.tasks.end(), attempt.opened.task) !=
                        clause.tasks.end();
    if (attempt.landed && counts) commits.push_back(short_id(attempt.landed->commit.value));
  }
  return commits;
}

Result<int> new_command(const Invocation& invocation, const SpecArguments& given) {
  TRY(check_spec_name(given.name));
  const fs::path directory =
      (given.directory.empty() ? fs::path("specs") : fs::path(given.directory)) / given.name;
  if (fs::exists(directory)) {
    return Error{ErrorKind::usage, fmt::format("{} is there already", directory.string())};
  }
  for (const auto& [path, bytes] : new_spec_files(given.name)) {
    TRY(make_directories((directory / path).parent_path()));
    TRY(write_file(directory / path, bytes));
    fmt::print("  {}\n", (directory / path).string());
  }
  const Spec spec = TRY(sound_spec(invocation, directory));
  fmt::print(
      "\nNext:\n"
      "  tensorwright spec lint {0}\n"
      "  tensorwright judge --spec {0} --task {1} --patch DIR   judges your own code\n"
      "  tensorwright attempt open --spec {0} --task {1}        lets an agent try\n",
      directory.string(), spec.tasks.front().id.value);
  return kExitDone;
}

}  // namespace
}  // namespace wright
