#include "adversarial/together.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace wright::adversarial {
namespace {

// Before all else: a source may say what it likes afterwards.
constexpr const char* kPrelude =
    "#include <cstdlib>\n"
    "static bool wright_fault(int number) {{\n"
    "  const char* chosen = std::getenv(\"{}\");\n"
    "  return chosen != nullptr && std::atoi(chosen) == number;\n"
    "}}\n";

struct Numbered {
  int number;
  const OtherQuestion* question;
};

using Group = std::vector<Numbered>;  // For one place.

std::string asked_of(const Group& group);

}  // namespace

Together together(const std::string& sound, const std::vector<Fault>& faults, bool with_weaker) {
  Together all;
  std::map<std::size_t, Group> groups;  // By where they begin.
  for (const Fault& fault : faults) {
    const bool is_weaker = fault.what.rfind("weaker", 0) == 0;
    if (!fault.question || (is_weaker && !with_weaker)) continue;
    const auto number = static_cast<int>(all.numbers.size()) + 1;
    const auto next = groups.lower_bound(fault.question->begin);
    const bool is_new = next == groups.end() || next->first != fault.question->begin;
    const bool overlaps = (is_new && next != groups.end() && next->first < fault.question->end) ||
                          (is_new && next != groups.begin() &&
                           std::prev(next)->second.front().question->end > fault.question->begin) ||
                          (!is_new && next->second.front().question->end != fault.question->end);
    if (overlaps || !all.numbers.emplace(fault.text, number).second) continue;
    groups[fault.question->begin].push_back({number, &*fault.question});
  }
  all.text = sound;
  for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
    const OtherQuestion& first = *group->second.front().question;
    all.text.replace(first.begin, first.end - first.begin, asked_of(group->second));
  }
  all.text = fmt::format(kPrelude, kFaultVariable) + all.text;
  return all;
}

namespace {

std::string asked_of(const Group& group) {
  const OtherQuestion& first = *group.front().question;
  std::string text = first.declaration.empty() ? "" : first.declaration + "; ";
  text += "(";
  for (const Numbered& one : group) {
    text += fmt::format("wright_fault({}) ? static_cast<bool>({}) : ", one.number,
                        one.question->faulty);
  }
  return text + fmt::format("static_cast<bool>({}))", first.sound);
}

}  // namespace
}  // namespace wright::adversarial
