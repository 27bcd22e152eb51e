// fuzz-replay SEEDS RUNS [TARGET]: every target over the files of its folder below SEEDS, each as
// it is and RUNS times with changes that are the same in every run.  The fault of a parser ends the
// program; what it was reading then is in replay.input.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "base/files.h"
#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

namespace fs = std::filesystem;

// The minimal standard generator: its numbers are the same with every library.
class Dice {
 public:
  std::size_t below(std::size_t limit) {
    state_ = state_ * 48271 % 2147483647;
    return limit == 0 ? 0 : static_cast<std::size_t>(state_) % limit;
  }

 private:
  std::uint64_t state_ = 1;
};

// One to four changes: a byte, a piece that goes, a piece of itself that comes again, an end.
std::string changed(std::string bytes, Dice& dice) {
  constexpr std::string_view kTelling = "\"\\{}[]:,\n\r\t -0e9.\x80\xff";
  for (std::size_t left = 1 + dice.below(4); left > 0; --left) {
    const std::size_t at = dice.below(bytes.size() + 1);
    const std::size_t some = dice.below(std::min<std::size_t>(bytes.size() - at, 16) + 1);
    switch (dice.below(5)) {
      case 0:
        bytes.insert(at, 1, kTelling[dice.below(kTelling.size())]);
        break;
      case 1:
        if (at < bytes.size()) bytes[at] = static_cast<char>(dice.below(256));
        break;
      case 2:
        bytes.erase(at, some);
        break;
      case 3:
        bytes.insert(dice.below(bytes.size() + 1), std::string(bytes, at, some));
        break;
      default:
        if (dice.below(4) == 0) bytes.resize(at);
    }
  }
  return bytes;
}

int replay(const Target& target, const fs::path& seeds, int runs) {
  const auto files = list_files(seeds / target.name);
  if (!files || files->empty()) {
    fmt::print(stderr, "{}: no seeds in {}\n", target.name, (seeds / target.name).string());
    return 1;
  }
  Dice dice;
  for (const std::string& file : *files) {
    const std::string seed = read_file(seeds / target.name / file).value();
    for (int run = 0; run <= runs; ++run) {
      const std::string bytes = run == 0 ? seed : changed(seed, dice);
      std::ofstream("replay.input", std::ios::binary) << bytes;
      target.run(bytes);
    }
  }
  fmt::print("{}: {} seeds, {} runs\n", target.name, files->size(),
             files->size() * (static_cast<std::size_t>(runs) + 1));
  return 0;
}

int run(const std::vector<std::string>& words) {
  int runs = 0;
  const bool is_whole =
      words.size() >= 2 && words.size() <= 3 &&
      std::from_chars(words[1].data(), words[1].data() + words[1].size(), runs).ec == std::errc();
  if (!is_whole || runs < 0) {
    fmt::print(stderr, "usage: fuzz-replay SEEDS RUNS [TARGET]\n");
    return 2;
  }
  int failed = 0;
  int known = 0;
  for (const Target& target : targets()) {
    if (words.size() == 3 && words[2] != target.name) continue;
    ++known;
    failed |= replay(target, words[0], runs);
  }
  if (known == 0) fmt::print(stderr, "fuzz-replay: no target {}\n", words.back());
  return known == 0 ? 2 : failed;
}

}  // namespace
}  // namespace wright::fuzz

int main(int argc, char** argv) {
  return wright::fuzz::run({argv + 1, argv + argc});
}
