#include "grader/endings.h"

#include <fmt/format.h>

#include <utility>

#include "frame/toolchain.h"
#include "grader/watched_session.h"

namespace wright {

Endings::Endings(std::string where) : where_(std::move(where)), seen_(std::make_shared<Seen>()) {}

Grading Endings::watch(Grading grading) const {
  const StartHost start = grading.candidate;
  const std::shared_ptr<Seen> seen = seen_;
  const auto note = [seen](const RunReport& report) {
    if (report.succeeded()) return;
    const std::lock_guard<std::mutex> lock(seen->mutex);
    const std::string words = said(report, 300);
    seen->bad.push_back(describe(report.outcome) + (words.empty() ? "" : ": " + words));
  };
  grading.candidate = [start, note]() -> Result<std::unique_ptr<Session>> {
    std::unique_ptr<Session> session = TRY(start());
    return watched(std::move(session), note);
  };
  return grading;
}

std::vector<Finding> Endings::findings(const std::string& check) const {
  const std::lock_guard<std::mutex> lock(seen_->mutex);
  if (seen_->bad.empty()) return {};
  Finding finding;
  finding.rule = check + ".ended";
  finding.message = fmt::format("{} processes of the host ended badly, the first: {} [{}]",
                                seen_->bad.size(), seen_->bad.front(), where_);
  return {finding};
}

}  // namespace wright
