// Somebody planted before the judge: one personality of the hollow host before the grader.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "grader/cases.h"
#include "grader/host.h"

namespace wright {

struct Personality {
  std::string name;
  bool is_cheat = false;
};

// Starts the hollow host as `name`.
using StartAs = std::function<StartHost(const std::string& name)>;

struct Trial {
  std::string check;  // That a workspace is of; empty: a hollow host.
  Personality who;
  bool is_accepted = false;
  std::string rule;  // Of the first finding, when rejected.
  std::string message;

  [[nodiscard]] bool is_right() const { return is_accepted != who.is_cheat; }
};

// `text` is what `host --list` prints.
Result<std::vector<Personality>> personalities_of(const std::string& text);

// Grades them all, `workers` at a time, in the order given.
Result<std::vector<Trial>> try_all(const std::vector<Personality>& personalities,
                                   const std::vector<Case>& cases, const StartAs& start,
                                   const std::string& seed, unsigned workers);

}  // namespace wright
