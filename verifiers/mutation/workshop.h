// Makes the programs of one mutant after another.
//
// The finished build of the candidate stays as it is: each mutant is built over
// it in an overlay, on a copy of the sources whose times are those of the
// originals, so that ninja compiles what the changed file reaches and links
// what that is part of.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "draw.h"

namespace wright {

// The build of the candidate that `build` left, or one made anew.
struct Finished {
  std::filesystem::path directory;
  std::map<std::string, std::vector<std::string>> objects;  // By file: what is compiled of it.
  std::vector<std::string> programs;                        // "host", "tests/tiny_tests".
  std::string toolchain;
};
Result<Finished> finished_build(const CheckRequest& request, const std::vector<std::string>& files);

enum class Made { programs, nothing_new, refused };  // `refused`: it does not compile or link.

struct MadeMutant {
  Made made = Made::refused;
  // By name; only those that differ from the candidate's.
  std::map<std::string, std::filesystem::path> programs;
};

// One worker's own place; two of them work side by side.
class Workshop {
 public:
  static Result<Workshop> open(const CheckRequest& request, const Finished& finished, int worker);

  // The programs stay until the next one is made.
  Result<MadeMutant> make(const Mutant& mutant, const std::string& source);

  // The request with this worker's scratch directory.
  [[nodiscard]] const CheckRequest& request() const { return request_; }

 private:
  Workshop(CheckRequest request, const Finished& finished)
      : request_(std::move(request)), finished_(finished) {}

  Result<bool> ninja(const std::vector<std::string>& targets);
  Result<bool> changed(const std::string& path, std::string& bytes) const;
  Result<MadeMutant> built(const Mutant& mutant);
  [[nodiscard]] std::filesystem::path changes() const { return request_.scratch / "changes"; }

  CheckRequest request_;
  const Finished& finished_;
};

}  // namespace wright
