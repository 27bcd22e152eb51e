#include "campaign/brief.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "campaign/lessons.h"
#include "core/json.h"
#include "core/template.h"

namespace wright {
namespace {

std::string list_of(const std::vector<std::string>& lines);
std::string clauses_of(const Spec& spec, const Task& task);
std::string checks_of(const Task& task, const CheckTable& table);
std::string visible_of(const Spec& spec);
std::string given_to(const Task& task, const CheckTable& table);

}  // namespace

Result<std::string> render_brief(Hall& hall, const BriefRequest& request) {
  const Task& task = *request.task;
  const std::filesystem::path file = hall.tools().share / "prompts" / "brief.md";
  const std::string text = TRY(read_file(file));
  const CommitInfo base = TRY(hall.repo().read_commit(request.base));
  std::vector<std::string> tree;
  for (const TreeFile& entry : TRY(hall.repo().list(base.spec.tree, hall.spec().target))) {
    tree.push_back(entry.path);
  }
  const int left = task.budget.attempts_max - request.number;
  return render("prompts/brief.md", text,
                {{"campaign", hall.id().value},
                 {"attempt", std::to_string(request.number)},
                 {"task", task.id.value},
                 {"title", task.title},
                 {"body", std::string(trim(task.body))},
                 {"clauses", clauses_of(hall.spec(), task)},
                 {"writes", list_of(task.writes)},
                 {"checks", checks_of(task, hall.checks())},
                 {"budget", fmt::format("this attempt and {} more; about {} minutes", left,
                                        task.budget.agent_seconds_max / 60)},
                 {"tree", list_of(tree)},
                 {"visible", visible_of(hall.spec())},
                 {"given", given_to(task, hall.checks())},
                 {"feedback",
                  request.feedback.empty() ? "None: this is the first attempt." : request.feedback},
                 {"lessons", lessons_for(hall, task)},
                 {"tools", request.tools}});
}

namespace {

std::string list_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += fmt::format("{}- {}", text.empty() ? "" : "\n", escape_for_terminal(line));
  }
  return text.empty() ? "None." : text;
}

std::string clauses_of(const Spec& spec, const Task& task) {
  std::vector<std::string> lines;
  for (const std::string& id : task.clauses) {
    const auto clause = std::find_if(spec.clauses.begin(), spec.clauses.end(),
                                     [&](const Clause& other) { return other.id == id; });
    if (clause != spec.clauses.end()) lines.push_back(fmt::format("[{}] {}", id, clause->text));
  }
  return list_of(lines);
}

// Bounds, tolerances and their reasons are told; what is drawn is not.
std::string checks_of(const Task& task, const CheckTable& table) {
  std::vector<CheckConfig> checks = task.checks;
  const auto info = [&](const CheckConfig& check) {
    const auto found = table.find(check.check);
    return found == table.end() ? CheckInfo{} : found->second;
  };
  std::stable_sort(checks.begin(), checks.end(), [&](const auto& left, const auto& right) {
    return info(left).tier < info(right).tier;
  });
  std::vector<std::string> lines;
  for (const CheckConfig& check : checks) {
    const Result<nlohmann::json> config = parse_json(check.config);
    std::string line = "`" + check.check + "`";
    for (const std::string& key : info(check).told) {
      if (config && config->contains(key)) {
        line += fmt::format("; {}: {}", key, (*config)[key].dump());
      }
    }
    lines.push_back(line);
  }
  return list_of(lines);
}

std::string visible_of(const Spec& spec) {
  std::vector<std::string> lines;
  for (const SpecFile& file : spec.files) {
    if (file.path.rfind("visible/", 0) == 0) lines.push_back(file.path.substr(8));
  }
  return list_of(lines);
}

std::string given_to(const Task& task, const CheckTable& table) {
  std::string text;
  for (const CheckInfo& info : giving_checks(task.checks, table)) {
    text += fmt::format("- `/{}`: {}\n", info.gives, info.gives_what);
  }
  return text;
}

}  // namespace
}  // namespace wright
