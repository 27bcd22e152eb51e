#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "config.h"
#include "cpp/cpp_files.h"
#include "frame/verifier_main.h"
#include "reference.h"

namespace wright {
namespace {

constexpr std::int64_t kSourceBytesMax = 4 << 20;

// Of fewer, some 120 tokens, a share says little.
constexpr std::size_t kFingerprintsMin = 20;

struct Source {
  std::string path;
  std::vector<Fingerprint> fresh;
};

struct Compared {
  std::size_t files = 0;
  std::vector<Source> too_short;  // To be compared alone.
  bool are_together = false;      // The short ones were enough to be compared as one.
  double most = 0;                // The largest share.
  std::vector<Finding> findings;
};

Result<CheckReport> verify(const CheckRequest& request);
Result<std::vector<std::uint64_t>> grams_before(const CheckRequest& request);
Result<std::vector<Fingerprint>> new_in(const std::filesystem::path& file,
                                        const std::vector<std::uint64_t>& before);
void compare(Source source, const Reference& reference, double max, Compared& compared);
void compare_together(const Reference& reference, double max, Compared& compared);
Finding copied(const std::string& path, const std::string& what, const Likeness& like);
Finding finding_of(const std::string& rule, const std::string& path, int line,
                   const std::string& message);
CheckReport report_of(Compared compared, const Reference& reference, double max);

Result<CheckReport> verify(const CheckRequest& request) {
  const SimilarityConfig config = TRY(similarity_config(request.config));
  const Result<Reference> reference = read_reference(config.to);
  if (!reference) return unavailable(reference.error().message);
  const std::vector<std::uint64_t> before = TRY(grams_before(request));
  Compared compared;
  for (const ChangedFile& change : request.changes) {
    if (change.change == Change::deleted || !is_cpp_file(change.path)) continue;
    const auto fresh = new_in(request.tree / change.path, before);
    if (fresh) {
      compare({change.path, *fresh}, *reference, config.max, compared);
    } else {
      compared.findings.push_back(
          finding_of("similarity.unread", change.path, 0, fresh.error().message));
    }
  }
  compare_together(*reference, config.max, compared);
  return report_of(std::move(compared), *reference, config.max);
}

// Of all files that the patch changes or takes away: what moves is not new.
Result<std::vector<std::uint64_t>> grams_before(const CheckRequest& request) {
  std::vector<std::uint64_t> all;
  for (const ChangedFile& change : request.changes) {
    if (change.change == Change::added || !is_cpp_file(change.path)) continue;
    const std::string text = TRY(read_file(request.base_tree / change.path));
    const std::vector<std::uint64_t> grams = grams_of(text);
    all.insert(all.end(), grams.begin(), grams.end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

Result<std::vector<Fingerprint>> new_in(const std::filesystem::path& file,
                                        const std::vector<std::uint64_t>& before) {
  const std::string text = TRY(read_file(file, kSourceBytesMax));
  std::vector<Fingerprint> fresh = fingerprints_of(text);
  std::erase_if(fresh, [&](const Fingerprint& one) {
    return std::binary_search(before.begin(), before.end(), one.hash);
  });
  return fresh;
}

void compare(Source source, const Reference& reference, double max, Compared& compared) {
  if (source.fresh.size() < kFingerprintsMin) {
    compared.too_short.push_back(std::move(source));
    return;
  }
  ++compared.files;
  const Likeness like = likeness(source.fresh, reference);
  compared.most = std::max(compared.most, like.share());
  if (like.share() <= max) return;
  compared.findings.push_back(copied(source.path, "of what is new here", like));
}

// A copy may be cut into pieces that are each too short: they are asked as one source, and the
// one that has most of it is named.
void compare_together(const Reference& reference, double max, Compared& compared) {
  std::vector<Fingerprint> all;
  const Source* worst = nullptr;
  Likeness of_worst;
  for (const Source& source : compared.too_short) {
    all.insert(all.end(), source.fresh.begin(), source.fresh.end());
    const Likeness like = likeness(source.fresh, reference);
    if (worst != nullptr && like.found <= of_worst.found) continue;
    worst = &source;
    of_worst = like;
  }
  compared.are_together = all.size() >= kFingerprintsMin;
  if (!compared.are_together) return;
  Likeness like = likeness(all, reference);
  compared.most = std::max(compared.most, like.share());
  if (like.share() <= max) return;
  like.first_line = of_worst.first_line;
  like.last_line = of_worst.last_line;
  compared.findings.push_back(copied(
      worst->path,
      fmt::format("of what is new in {} short sources together", compared.too_short.size()), like));
}

Finding copied(const std::string& path, const std::string& what, const Likeness& like) {
  return finding_of(
      "similarity.copied", path, like.first_line,
      fmt::format("{:.0f}% {} stands in the directories that it may not be a copy of, most of it "
                  "in {}; write it anew, beginning with lines {} to {}",
                  100 * like.share(), what, head_and_tail(like.most, 200), like.first_line,
                  like.last_line));
}

Finding finding_of(const std::string& rule, const std::string& path, int line,
                   const std::string& message) {
  Finding finding;
  finding.rule = rule;
  finding.file = escape_for_terminal(path);
  finding.line = line;
  finding.message = escape_for_terminal(message);
  return finding;
}

CheckReport report_of(Compared compared, const Reference& reference, double max) {
  CheckReport report;
  report.status = compared.findings.empty() ? CheckStatus::pass : CheckStatus::fail;
  report.summary = fmt::format(
      "{} sources, at most {:.0f}% of one in {} files of others, {:.0f}% "
      "allowed",
      compared.files, 100 * compared.most, reference.files.size(), 100 * max);
  if (!compared.too_short.empty()) {
    report.summary += fmt::format("; {} bring too little to compare{}", compared.too_short.size(),
                                  compared.are_together ? " but together" : "");
  }
  if (reference.passed_over > 0) {
    report.summary +=
        fmt::format("; {} of the directories too large to read", reference.passed_over);
  }
  report.metrics["share_max"] = {compared.most, "of a file's fingerprints"};
  report.metrics["reference_bytes"] = {static_cast<double>(reference.bytes), "bytes"};
  report.findings = std::move(compared.findings);
  return report;
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
