// The cases in the plain setting, and then in each of the others.
#pragma once

#include <filesystem>
#include <vector>

#include "answers.h"
#include "core/check.h"
#include "settings.h"

namespace wright {

struct Bench {
  const CheckRequest& request;
  std::filesystem::path host;
  std::vector<Question> questions;
  AnswerSet plain;
  Asking asking;  // In any other setting: no later and no longer than in the plain one.
  std::vector<Variation> variations;
  std::vector<std::vector<Finding>> found;  // For each variation.
};

// Cases that go past 20 s or 256 MiB of replies, all together, are left out of all that follows.
Result<void> answer_plainly(Bench& bench);

// Cases that fail in the plain setting already.
[[nodiscard]] std::vector<Finding> faults_of(const Bench& bench);

// Every setting in a process of its own, two side by side; fills in `found`.
Result<void> answer_elsewhere(Bench& bench);

}  // namespace wright
