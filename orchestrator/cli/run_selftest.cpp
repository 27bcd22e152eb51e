// What `run` asks of the judge before it relies on it.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "base/files.h"
#include "campaign/self_test.h"
#include "cli/run_kinds.h"
#include "cli/selftest_marks.h"

namespace wright {
namespace fs = std::filesystem;

fs::path selftest_marks(const Tools& tools) {
  const fs::path beside = tools.libexec.parent_path() / "selftest";
  if (make_directories(beside) && ::access(beside.c_str(), W_OK) == 0) return beside;
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && fs::path(cache).is_absolute()) {
    return fs::path(cache) / "tensorwright" / "selftest";
  }
  const char* home = std::getenv("HOME");
  const bool has_home = home != nullptr && fs::path(home).is_absolute();
  return has_home ? fs::path(home) / ".cache" / "tensorwright" / "selftest" : fs::path();
}

Result<int> self_test_first(const Invocation& invocation, const RunArguments& given,
                            const Spec& spec) {
  if (given.no_selftest) return kExitDone;
  const SystemClock clock;
  const std::int64_t began = clock.steady_ms();
  const SelfTest test =
      TRY(self_test_once(invocation.tools, checks_of(spec), selftest_marks(invocation.tools)));
  if (!test.is_known) print_self_test(test, clock.steady_ms() - began);
  if (test.holds()) return kExitDone;
  fmt::print(stderr, "tensorwright: the judge was fooled or unfair, so no campaign starts\n");
  return kExitNotGood;
}

}  // namespace wright
