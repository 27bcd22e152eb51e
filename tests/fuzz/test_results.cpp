// The JSON that a candidate's test program writes.
#include "builder/test_results.h"

#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  const std::string text(bytes);
  static_cast<void>(listed_tests(text).has_value());
  static_cast<void>(ran_tests(text).has_value());
}

const Registered kRegistered("test_results", run);

}  // namespace
}  // namespace wright::fuzz
