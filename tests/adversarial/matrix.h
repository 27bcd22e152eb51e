// What became of the corpus, as a page and as JSON.
#pragma once

#include <string>
#include <vector>

#include "adversarial/gallery.h"

namespace wright::adversarial {

struct Tally {
  int cheats = 0;
  int escapes = 0;     // Cheats that passed.
  int other_rule = 0;  // Rejected, but not by the rule that is named for them.
  int honest = 0;
  int false_alarms = 0;  // Honest twins that did not pass.

  bool operator==(const Tally&) const = default;
  [[nodiscard]] bool is_clean() const {
    return cheats > 0 && honest > 0 && escapes + other_rule + false_alarms == 0;
  }
};

[[nodiscard]] Tally tally_of(const std::vector<Outcome>& outcomes);

// A row a kind: what met each of its cheats, and what became of its twins.
[[nodiscard]] std::string markdown_of(const std::vector<Outcome>& outcomes);

// {kinds: [{name, title, source, cheats: [...], honest: [...]}], tally, ok}.
[[nodiscard]] std::string json_of(const std::vector<Outcome>& outcomes);

}  // namespace wright::adversarial
