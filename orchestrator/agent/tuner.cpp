#include "agent/tuner.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/template.h"

namespace wright {
namespace {

constexpr std::size_t kKeptOneOf = 4;

std::size_t count_of(const Tuning& tuning);
Candidate candidate_at(const Tuning& tuning, std::size_t index);

}  // namespace

std::vector<Candidate> candidates(const Tuning& tuning, const std::string& seed,
                                  std::size_t candidates_max) {
  // Ordered by a hash of seed and name: a shuffle that needs no generator.
  std::vector<std::pair<Digest, Candidate>> drawn;
  const std::size_t count = std::min(count_of(tuning), candidates_max + 1);
  for (std::size_t index = 1; index < count; ++index) {
    Candidate candidate = candidate_at(tuning, index);
    const Digest place = digest_of(seed + " " + name_of(candidate));
    drawn.emplace_back(place, std::move(candidate));
  }
  std::sort(drawn.begin(), drawn.end());
  std::vector<Candidate> list;
  for (auto& [place, candidate] : drawn) list.push_back(std::move(candidate));
  return list;
}

Result<Patch> patch_of(const Tuning& tuning, const Candidate& candidate) {
  Patch patch;
  std::string text = TRY(render(tuning.file, tuning.template_text, candidate));
  put(patch, tuning.file, FileMode::regular, std::move(text));
  return patch;
}

std::string name_of(const Candidate& candidate) {
  std::string name;
  for (const auto& [tunable, value] : candidate) {
    name += fmt::format("{}{}={}", name.empty() ? "" : " ", tunable, value);
  }
  return name;
}

std::vector<Screened> survivors(std::vector<Screened> screened, double ratio_min) {
  const auto is_slow = [&](const Screened& one) { return one.ratio.value_or(0) <= ratio_min; };
  screened.erase(std::remove_if(screened.begin(), screened.end(), is_slow), screened.end());
  std::stable_sort(
      screened.begin(), screened.end(),
      [](const Screened& left, const Screened& right) { return *left.ratio > *right.ratio; });
  if (screened.size() > kKeptOneOf) screened.resize(screened.size() / kKeptOneOf);
  return screened;
}

namespace {

std::size_t count_of(const Tuning& tuning) {
  std::size_t count = 1;
  for (const Tunable& tunable : tuning.tunables) {
    count *= std::max<std::size_t>(1, tunable.values.size());
  }
  return count;
}

// The index in mixed radix: 0 is the first value of each.
Candidate candidate_at(const Tuning& tuning, std::size_t index) {
  Candidate candidate;
  for (const Tunable& tunable : tuning.tunables) {
    candidate[tunable.name] = tunable.values[index % tunable.values.size()];
    index /= tunable.values.size();
  }
  return candidate;
}

}  // namespace
}  // namespace wright
