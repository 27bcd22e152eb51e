#include <map>
#include <utility>
#include <vector>

#include "fault_lines.h"

namespace wright {
namespace {

// By the whole kind, or by how it begins where that ends in '-'.
const std::vector<std::pair<std::string, std::string>>& rules() {
  static const std::vector<std::pair<std::string, std::string>> kRules{
      {"race-streams", "stream"},
      {"race-", "race"},
      {"equal-value-race", "race"},
      {"out-of-bounds-", "bounds"},
      {"null-pointer", "bounds"},
      {"copy-overlap", "bounds"},
      {"stack-overflow", "bounds"},
      {"uninitialised-", "uninitialised"},
      {"barrier-", "barrier"},
      {"deadlock", "barrier"},
      {"spin-wait", "barrier"},
      {"mask-", "mask"},
      {"shuffle-", "mask"},
      {"warp-divergence", "mask"},
      {"misaligned", "misaligned"},
      {"undefined-behaviour", "undefined"},
      {"crash", "undefined"},
      {"host-pointer", "host_memory"},
      {"host-dereference", "host_memory"},
      {"wrong-direction", "host_memory"},
      {"missing-sync", "sync"},
      {"free-before-last-use", "stream"},
      {"use-before-allocation", "stream"},
      {"use-after-free", "freed"},
      {"double-free", "freed"},
      {"invalid-free", "freed"},
      {"asan-heap-use-after-free", "freed"},
      {"asan-stack-use-after-", "freed"},
      {"asan-double-free", "freed"},
      {"asan-bad-free", "freed"},
      {"asan-", "bounds"},
      {"leak", "leak"},
      {"refused-launch", "launch"},
      {"unchecked-error", "unchecked"},
      {"call-in-kernel", "unsupported"},
      {"beyond-device", "unsupported"},
      {"not-by-device", "not_by_device"},
      {"injected-failure", "injected"},
  };
  return kRules;
}

}  // namespace

std::string rule_of_kind(const std::string& kind) {
  for (const auto& [begin, rule] : rules()) {
    const bool is_prefix = begin.back() == '-';
    if (is_prefix ? kind.rfind(begin, 0) == 0 : kind == begin) return "cuda_emulated." + rule;
  }
  return "cuda_emulated.fault";
}

}  // namespace wright
