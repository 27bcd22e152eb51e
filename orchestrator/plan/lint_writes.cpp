#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "plan/ancestry.h"
#include "plan/glob_overlap.h"
#include "plan/lint.h"
#include "plan/target_path.h"

namespace wright {
namespace {

constexpr std::size_t kWritesMax = 64;
constexpr std::size_t kCompareStepsMax = 10'000'000;  // Of comparing globs, in a whole spec.
const char* const kScaffold = "scaffold/";

struct Overlap {
  Word first;
  Word second;
};

void lint_globs(const TaskDraft& task, const std::vector<std::string>& scaffold,
                Findings& findings);
void lint_overlaps(const Draft& draft, Findings& findings);
std::optional<Overlap> first_overlap(const std::vector<Word>& first,
                                     const std::vector<Word>& second, std::size_t& steps_left);

}  // namespace

void lint_writes(const Draft& draft, Findings& findings) {
  const std::vector<std::string> scaffold = draft.snapshot.below(kScaffold);
  for (const TaskDraft& task : draft.tasks) lint_globs(task, scaffold, findings);
  lint_overlaps(draft, findings);
}

namespace {

void lint_globs(const TaskDraft& task, const std::vector<std::string>& scaffold,
                Findings& findings) {
  const std::string& file = task.task.file;
  if (task.writes.size() > kWritesMax) {
    findings.add(file, task.writes[kWritesMax].line,
                 fmt::format("more than {} entries in `writes`; use globs", kWritesMax));
  }
  std::set<std::string> seen;
  for (const Word& glob : task.writes) {
    const std::string fault = fault_of_path(glob.text);
    if (!fault.empty()) {
      findings.add(file, glob.line, fmt::format("writes {} {}", in_quotes(glob.text), fault));
      continue;
    }
    if (glob.text.find_first_of("[]{}") != std::string::npos) {
      findings.add(file, glob.line,
                   fmt::format("writes {} holds a bracket; globs know *, ? and ** only",
                               in_quotes(glob.text)));
    }
    if (!seen.insert(glob.text).second)
      findings.add(file, glob.line, fmt::format("writes {} twice", in_quotes(glob.text)));
    for (const std::string& path : scaffold) {
      if (!glob_hits_path(glob.text, path.substr(std::string_view(kScaffold).size()))) continue;
      findings.add(file, glob.line,
                   fmt::format("writes {} hits the frozen file {}", in_quotes(glob.text), path));
      break;
    }
  }
}

// Only globs without a fault of their own are compared.
void lint_overlaps(const Draft& draft, Findings& findings) {
  const Ancestry ancestry(draft);
  std::vector<std::vector<Word>> globs;
  for (const TaskDraft& task : draft.tasks) {
    globs.emplace_back();
    std::copy_if(task.writes.begin(), task.writes.end(), std::back_inserter(globs.back()),
                 [](const Word& glob) { return fault_of_path(glob.text).empty(); });
  }
  std::size_t steps_left = kCompareStepsMax;
  for (std::size_t j = 0; j < draft.tasks.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) {
      const TaskDraft& first = draft.tasks[i];
      const TaskDraft& second = draft.tasks[j];
      if (ancestry.needs(i, j) || ancestry.needs(j, i) || first.task.id == second.task.id) continue;
      const std::optional<Overlap> overlap = first_overlap(globs[i], globs[j], steps_left);
      if (steps_left == 0) {
        findings.add(second.task.file, second.id_line,
                     "the globs in `writes` are too many to compare; write plainer ones");
        return;
      }
      if (!overlap) continue;
      findings.add(second.task.file, overlap->second.line,
                   fmt::format("writes {} overlaps {} of task {} ({}); order the two by `needs`",
                               in_quotes(overlap->second.text), in_quotes(overlap->first.text),
                               in_quotes(first.task.id.value), first.task.file));
    }
  }
}

std::optional<Overlap> first_overlap(const std::vector<Word>& first,
                                     const std::vector<Word>& second, std::size_t& steps_left) {
  for (const Word& a : first) {
    for (const Word& b : second) {
      if (!globs_start_alike(a.text, b.text)) continue;
      steps_left -= std::min(steps_left, a.text.size() * b.text.size());
      if (steps_left == 0) return std::nullopt;
      if (globs_overlap(a.text, b.text)) return Overlap{a, b};
    }
  }
  return std::nullopt;
}

}  // namespace
}  // namespace wright
