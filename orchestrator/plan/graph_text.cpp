// The DAG of tasks for people: a tree for the terminal, and Graphviz.
#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "plan/plan.h"

namespace wright {
namespace {

// Prints each task once, below the first task that needs it done; where it
// comes up again stands a reference.
class TreePrinter {
 public:
  explicit TreePrinter(const Spec& spec) : spec_(spec) {}

  void print(const Task& task, const std::string& lead, const std::string& branch,
             const std::string& indent);
  [[nodiscard]] bool has(const TaskId& id) const { return printed_.contains(id); }
  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  [[nodiscard]] std::vector<const Task*> children(const TaskId& id) const;

  const Spec& spec_;
  std::set<TaskId> printed_;
  std::string text_;
};

std::string label_of(const Task& task);
std::string escape_dot(std::string_view text);

}  // namespace

std::string graph_tree(const Spec& spec) {
  TreePrinter printer(spec);
  for (const Task& task : spec.tasks)
    if (task.needs.empty()) printer.print(task, "", "", "");
  // Only a faulty spec has tasks that no root leads to.
  for (const Task& task : spec.tasks)
    if (!printer.has(task.id)) printer.print(task, "", "", "");
  return std::move(printer).take();
}

std::string graph_dot(const Spec& spec) {
  std::string text =
      fmt::format("digraph \"{}\" {{\n  rankdir=LR;\n  node [shape=box];\n", escape_dot(spec.name));
  for (const Task& task : spec.tasks) {
    text += fmt::format("  \"{}\" [label=\"{}\\n{}\"{}];\n", escape_dot(task.id.value),
                        escape_dot(task.id.value), escape_dot(task.title),
                        task.kind == TaskKind::improve ? " style=dashed" : "");
  }
  for (const Task& task : spec.tasks) {
    for (const TaskId& need : task.needs) {
      text +=
          fmt::format("  \"{}\" -> \"{}\";\n", escape_dot(need.value), escape_dot(task.id.value));
    }
  }
  return text + "}\n";
}

namespace {

void TreePrinter::print(const Task& task, const std::string& lead, const std::string& branch,
                        const std::string& indent) {
  if (!printed_.insert(task.id).second) {
    text_ += fmt::format("{}{}{} (see above)\n", lead, branch, escape_for_terminal(task.id.value));
    return;
  }
  text_ += fmt::format("{}{}{}\n", lead, branch, label_of(task));
  const std::vector<const Task*> below = children(task.id);
  for (std::size_t i = 0; i < below.size(); ++i) {
    const bool last = i + 1 == below.size();
    print(*below[i], lead + indent, last ? "└─ " : "├─ ", last ? "   " : "│  ");
  }
}

std::vector<const Task*> TreePrinter::children(const TaskId& id) const {
  std::vector<const Task*> result;
  for (const Task& task : spec_.tasks) {
    for (const TaskId& need : task.needs)
      if (need == id) result.push_back(&task);
  }
  return result;
}

std::string label_of(const Task& task) {
  std::string label = escape_for_terminal(task.id.value + "  " + task.title);
  if (task.kind == TaskKind::improve) label += "  (improve)";
  if (task.needs.size() > 1) {
    std::vector<std::string> names;
    for (const TaskId& need : task.needs) names.push_back(need.value);
    label += "  [needs " + escape_for_terminal(join(names, ", ")) + "]";
  }
  return label;
}

std::string escape_dot(std::string_view text) {
  std::string result;
  for (const char c : escape_for_terminal(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

}  // namespace
}  // namespace wright
