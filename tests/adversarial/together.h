// Many faults of one source in one program, of which it chooses when it starts: to compile each
// apart takes most of the time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "adversarial/faults.h"

namespace wright::adversarial {

constexpr const char* kFaultVariable = "WRIGHT_FAULT";  // In the environment: the number.

struct Together {
  std::string text;
  std::map<std::string, int> numbers;  // By the text of the fault alone.
};

// Of faults of the source `sound`.  Those that are no other question, or that overlap an earlier
// one, are left out; so are the weaker ones without `with_weaker`: some of them do not compile.
[[nodiscard]] Together together(const std::string& sound, const std::vector<Fault>& faults,
                                bool with_weaker);

}  // namespace wright::adversarial
