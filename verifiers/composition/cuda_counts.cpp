#include "composition/cuda_counts.h"

#include <charconv>
#include <vector>

#include "base/text.h"
#include "composition/plan.h"

namespace wright {
namespace {

bool waits(const std::string& name) {
  if (name == "cudaFree" || name == "cudaFreeHost" || name.ends_with("Synchronize")) return true;
  return name.starts_with("cudaMemcpy") && !name.ends_with("Async");
}

void add_call(const std::string& name, double count, std::map<std::string, double>& counts) {
  counts["cuda_calls"] += count;
  if (name.starts_with("cudaMalloc") || name == "cudaHostAlloc")
    counts["cuda_allocations"] += count;
  if (name.starts_with("cudaMemcpy")) counts["cuda_copies"] += count;
  if (waits(name)) counts["cuda_syncs"] += count;
}

}  // namespace

std::map<std::string, double> cuda_counts_of(std::string_view lines) {
  std::map<std::string, double> counts;
  for (const char* name : kCudaCounts) counts[name] = 0;
  for (const std::string& line : split(lines, '\n')) {
    const std::vector<std::string> words = split(line, ' ');
    if (words.size() != 2) continue;
    std::uint64_t count = 0;
    const char* const end = words[1].data() + words[1].size();
    const auto [at, failed] = std::from_chars(words[1].data(), end, count);
    if (failed != std::errc() || at != end) continue;
    if (words[0] == "launches") {
      counts["launches"] += static_cast<double>(count);
    } else {
      add_call(words[0], static_cast<double>(count), counts);
    }
  }
  return counts;
}

}  // namespace wright
