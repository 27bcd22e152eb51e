// What compilers and sanitizers say about a candidate's code.
#include "builder/diagnostics.h"

#include "base/text.h"
#include "frame/sanitizer_report.h"
#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  for (const Finding& finding : diagnostics_of(bytes, "build.error")) {
    require(escape_for_terminal(finding.message) == finding.message, "a finding is escaped");
    require(escape_for_terminal(finding.file) == finding.file, "a path is escaped");
  }
  RunReport report;
  report.outcome = Exited{kSanitizerExit};
  report.err = std::string(bytes);
  if (const auto said = sanitizer_report(report)) {
    require(escape_for_terminal(said->message) == said->message, "a fault is escaped");
    require(escape_for_terminal(said->file) == said->file, "its place is escaped");
  }
}

const Registered kRegistered("diagnostics", run);

}  // namespace
}  // namespace wright::fuzz
