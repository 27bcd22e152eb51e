#include "plan/ancestry.h"

#include <map>
#include <set>
#include <string>

namespace wright {
namespace {

using Edges = std::vector<std::set<std::size_t>>;

Edges edges_of(const Draft& draft);
std::vector<bool> reached_from(const Edges& edges, std::size_t start);

}  // namespace

Ancestry::Ancestry(const Draft& draft) {
  const Edges edges = edges_of(draft);
  for (std::size_t start = 0; start < edges.size(); ++start)
    needs_.push_back(reached_from(edges, start));
}

bool Ancestry::needs(std::size_t after, std::size_t before) const {
  return needs_.at(after).at(before);
}

namespace {

// An id that stands twice means its first task.
Edges edges_of(const Draft& draft) {
  std::map<std::string, std::size_t> indices;
  for (std::size_t i = 0; i < draft.tasks.size(); ++i)
    indices.emplace(draft.tasks[i].task.id.value, i);
  Edges edges(draft.tasks.size());
  for (std::size_t i = 0; i < draft.tasks.size(); ++i) {
    for (const Word& need : draft.tasks[i].needs) {
      const auto found = indices.find(need.text);
      if (found != indices.end() && need.text != draft.tasks[i].task.id.value)
        edges[i].insert(found->second);
    }
  }
  return edges;
}

std::vector<bool> reached_from(const Edges& edges, std::size_t start) {
  std::vector<bool> reached(edges.size(), false);
  std::vector<std::size_t> open{start};
  while (!open.empty()) {
    const std::size_t here = open.back();
    open.pop_back();
    for (const std::size_t next : edges[here]) {
      if (reached[next]) continue;
      reached[next] = true;
      open.push_back(next);
    }
  }
  return reached;
}

}  // namespace
}  // namespace wright
