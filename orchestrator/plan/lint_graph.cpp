#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.h"
#include "plan/ancestry.h"
#include "plan/lint.h"

namespace wright {
namespace {

using NeedsByName = std::map<std::string, std::vector<std::string>>;

void lint_ids(const Draft& draft, Findings& findings);
void lint_needs(const Draft& draft, Findings& findings);
void lint_cycles(const Draft& draft, Findings& findings);
NeedsByName needs_by_name(const Draft& draft);
std::vector<std::string> shortest_cycle(const NeedsByName& edges, const std::string& start);
int line_of_need(const TaskDraft& task, const std::string& need);

}  // namespace

void lint_graph(const Draft& draft, Findings& findings) {
  lint_ids(draft, findings);
  lint_needs(draft, findings);
  lint_cycles(draft, findings);
}

namespace {

void lint_ids(const Draft& draft, Findings& findings) {
  for (const TaskDraft& task : draft.tasks) {
    const TaskDraft* first = find_draft(draft, task.task.id.value);
    if (task.task.id.empty() || first == &task) continue;
    findings.add(
        task.task.file, task.id_line,
        fmt::format("id {} is taken by {}", in_quotes(task.task.id.value), first->task.file));
  }
}

void lint_needs(const Draft& draft, Findings& findings) {
  std::set<std::string> ids;
  for (const TaskDraft& task : draft.tasks) ids.insert(task.task.id.value);
  for (const TaskDraft& task : draft.tasks) {
    std::set<std::string> seen;
    for (const Word& need : task.needs) {
      const std::string name = in_quotes(need.text);
      if (need.text == task.task.id.value) {
        findings.add(task.task.file, need.line, "a task cannot need itself");
      } else if (!ids.contains(need.text)) {
        if (!draft.tasks_whole) continue;
        findings.add(task.task.file, need.line,
                     fmt::format("needs unknown task {}{}", name, suggestion(need.text, ids)));
      } else if (!seen.insert(need.text).second) {
        findings.add(task.task.file, need.line, fmt::format("needs {} twice", name));
      }
    }
  }
}

// One finding for each knot: its tasks are then left out, so that a second
// knot elsewhere is found as well.
void lint_cycles(const Draft& draft, Findings& findings) {
  const NeedsByName edges = needs_by_name(draft);
  std::set<std::string> told;
  const Ancestry ancestry(draft);
  for (std::size_t i = 0; i < draft.tasks.size(); ++i) {
    const TaskDraft& task = draft.tasks[i];
    if (!ancestry.needs(i, i) || told.contains(task.task.id.value)) continue;
    const std::vector<std::string> cycle = shortest_cycle(edges, task.task.id.value);
    if (cycle.empty()) continue;
    told.insert(cycle.begin(), cycle.end());
    findings.add(task.task.file, line_of_need(task, cycle.at(1)),
                 fmt::format("needs form a cycle: {}", join(cycle, " -> ")));
  }
}

NeedsByName needs_by_name(const Draft& draft) {
  NeedsByName edges;
  for (const TaskDraft& task : draft.tasks) {
    if (find_draft(draft, task.task.id.value) != &task) continue;
    std::vector<std::string>& needs = edges[task.task.id.value];
    for (const Word& need : task.needs) {
      if (need.text != task.task.id.value && find_draft(draft, need.text) != nullptr)
        needs.push_back(need.text);
    }
  }
  return edges;
}

// Breadth first from `start` back to it: {start, ..., start}, or nothing.
std::vector<std::string> shortest_cycle(const NeedsByName& edges, const std::string& start) {
  std::map<std::string, std::string> reached_from;
  std::vector<std::string> open{start};
  for (std::size_t i = 0; i < open.size(); ++i) {
    const std::string here = open[i];
    for (const std::string& need : edges.at(here)) {
      if (!reached_from.emplace(need, here).second) continue;
      if (need != start) {
        open.push_back(need);
        continue;
      }
      std::vector<std::string> cycle{start};
      for (std::string at = here; at != start; at = reached_from.at(at))
        cycle.insert(cycle.begin(), at);
      cycle.insert(cycle.begin(), start);
      return cycle;
    }
  }
  return {};
}

int line_of_need(const TaskDraft& task, const std::string& need) {
  for (const Word& word : task.needs)
    if (word.text == need) return word.line;
  return task.id_line;
}

}  // namespace
}  // namespace wright
