#include "checks/turn.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/text.h"
#include "support/part.h"

namespace wright::test {
namespace {

namespace fs = std::filesystem;

bool only_reads(const std::string& check);
bool is_touched(const Workspace& workspace, const std::string& path,
                const std::set<std::string>& checks);

}  // namespace

Turn turn_of_today() {
  Turn turn;
  turn.sixth = part_of_today(6, std::nullopt);
  const char* changed = std::getenv("WRIGHT_CHANGED");
  if (changed != nullptr) turn.changed = split(changed, '\n');
  return turn;
}

std::vector<Workspace> todays(const std::vector<Workspace>& all, const Turn& turn) {
  if (!turn.sixth) return all;
  std::set<std::string> checks;
  for (const Workspace& one : all) checks.insert(one.check);
  std::set<std::string> met;
  int others = 0;
  std::vector<Workspace> today;
  for (const Workspace& one : all) {
    const bool is_touched_today =
        std::any_of(turn.changed.begin(), turn.changed.end(),
                    [&](const std::string& path) { return is_touched(one, path, checks); });
    const bool is_bad = one.name().rfind("bad/", 0) == 0;
    const bool is_first = met.insert(one.check + (is_bad ? " bad" : " good")).second;
    const bool always = only_reads(one.check) || is_first || is_touched_today;
    if (always || others++ % 6 == *turn.sixth) today.push_back(one);
  }
  return today;
}

namespace {

bool only_reads(const std::string& check) {
  return check == "policy" || check == "similarity";
}

bool is_touched(const Workspace& workspace, const std::string& path,
                const std::set<std::string>& checks) {
  const std::vector<std::string> names = split(path, '/');
  if (names.front() == "sandbox") return true;
  if (names.front() != "verifiers" || names.size() < 3) return false;
  if (checks.count(names[1]) == 0 || names[2] == "toy") return true;
  if (workspace.check != names[1]) return false;
  const bool is_in_one = (names[2] == "good" || names[2] == "bad") && names.size() > 4;
  return !is_in_one || workspace.name() == names[2] + "/" + names[3];
}

}  // namespace
}  // namespace wright::test
