// Planted patches, judged two at a time.
#pragma once

#include <filesystem>
#include <vector>

#include "adversarial/gallery.h"
#include "judge/judge.h"

namespace wright::adversarial {

// In the order given; says on stderr what became of each as soon as it is known.
Result<std::vector<Outcome>> judge_all(const std::vector<Planted>& all,
                                       const std::filesystem::path& directory, const Tools& tools);

}  // namespace wright::adversarial
