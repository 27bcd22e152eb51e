#include "cuda_adversarial/device_code.h"

#include <algorithm>

namespace wright {
namespace {

constexpr int kLinesBefore = 8;

}  // namespace

bool is_device_function(const std::vector<std::string>& lines, const Span& span) {
  const auto count = static_cast<int>(lines.size());
  if (span.first < 1 || span.first > count) return false;
  const std::string& named = lines[static_cast<std::size_t>(span.first - 1)];
  std::string head = named.substr(0, named.find('{'));
  const std::size_t other = head.find_last_of(";}");
  if (other != head.npos) head.erase(0, other + 1);
  for (int line = other == head.npos ? span.first - 1 : 0;
       line >= std::max(1, span.first - kLinesBefore); --line) {
    const std::string& before = lines[static_cast<std::size_t>(line - 1)];
    const std::size_t end = before.find_last_of(";{}");
    head = (end == before.npos ? before : before.substr(end + 1)) + "\n" + head;
    if (end != before.npos) break;
  }
  return head.find("__global__") != head.npos || head.find("__device__") != head.npos;
}

}  // namespace wright
