// Judges planted patches by the gate that every submit passes, in a repository
// of its own.
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "adversarial/corpus.h"
#include "campaign/gate.h"
#include "judge/judge.h"

namespace wright::adversarial {

struct Outcome {
  Planted planted;
  VerdictStatus status = VerdictStatus::broken;
  std::string check;            // The check that decided; empty: it passed.
  std::set<std::string> rules;  // Of all findings that are errors.
  std::string message;          // Of the first of them, or what broke.

  // A cheat was rejected by the rule that is named for it, an honest twin passed.
  [[nodiscard]] bool is_right() const;
  // It passed, whatever rule should have met it.
  [[nodiscard]] bool escaped() const;
};

// By which checks an honest twin must pass: those of its task, or those up to the tier in which
// the cheats of its kind are caught, which is a fraction of the time.
enum class Twins { all_checks, checks_of_their_kind };

// One at a time; several galleries in different directories may be at work.
class Gallery {
 public:
  // `directory` may hold what an earlier gallery left: its compile cache is used.
  static Result<Gallery> open(const std::filesystem::path& directory, const Tools& tools);

  // An Error means that no verdict could be formed.
  Result<Outcome> judge(const Planted& planted, Twins twins = Twins::all_checks);

 private:
  Gallery(Repo repo, Tools tools, CheckTable table, Spec spec, std::filesystem::path spec_folder)
      : repo_(std::move(repo)),
        tools_(std::move(tools)),
        table_(std::move(table)),
        spec_(std::move(spec)),
        spec_folder_(std::move(spec_folder)) {}
  Result<std::string> base_of(const Kind& kind);
  Result<std::filesystem::path> patch_of(const Planted& planted);

  Repo repo_;
  Tools tools_;
  CheckTable table_;
  Spec spec_;
  std::filesystem::path spec_folder_;
};

}  // namespace wright::adversarial
