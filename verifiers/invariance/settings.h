// The settings that a host is run in: the plain one with one thing changed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "grader/oracle.h"
#include "plan.h"

namespace wright {

struct Variation {
  Dimension dimension = Dimension::repeat;
  std::string told;  // "at the date 2039-02-28": goes on after "differs ".
  HostSetting setting;
  int calls_before = 0;  // How often each case's calls are made with other data before.
  bool is_shuffled = false;
};

struct Settings {
  std::vector<Variation> variations;
  std::map<Dimension, std::string> missing;  // Dimensions that cannot be varied here, and why.
};

// Tries in the sandbox what may not be possible on this machine.
Result<Settings> settings_of(const CheckRequest& request, const Plan& plan);

}  // namespace wright
