#include "ladder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <optional>
#include <vector>

namespace wright {
namespace {

Result<void> run_on(const Request& request, const Footing& footing, const Watch& watch,
                    const OnReport& on_report);
Error refusal(const std::vector<std::string>& said);
bool mentions(const std::string& text, const char* word) {
  return text.find(word) != std::string::npos;
}

}  // namespace

Result<void> run_on_best_rung(const Request& request, const Watch& watch,
                              const OnReport& on_report) {
  const std::optional<Cgroup> cgroup = Cgroup::make(request.limits);
  Footing footing;
  footing.identity = identity_of(request);
  footing.cgroup = cgroup ? &*cgroup : nullptr;
  constexpr int kRungsMax = 4;
  std::vector<std::string> said;  // Why each rung that was tried did not hold.
  for (int rung = 0; rung < kRungsMax; ++rung) {
    const Result<void> done = run_on(request, footing, watch, on_report);
    if (done || done.error().kind != ErrorKind::unsupported) return done;
    said.push_back(done.error().message);
    const bool proc_is_masked = footing.fresh_proc && mentions(said.back(), "proc");
    if (proc_is_masked) {
      footing.fresh_proc = false;
    } else if (footing.staged) {
      footing.staged = false;
    } else {
      break;
    }
  }
  return refusal(said);
}

Result<Report> run_once(const Request& request, const Watch& watch) {
  Report once;
  TRY(run_on_best_rung(request, watch, [&once](const Report& report) {
    once = report;
    return true;
  }));
  return once;
}

namespace {

Result<void> run_on(const Request& request, const Footing& footing, const Watch& watch,
                    const OnReport& on_report) {
  Launched launched = TRY(launch(request, footing));
  return supervise(request, footing, launched, watch, on_report);
}

Error refusal(const std::vector<std::string>& said) {
  const std::string reasons = fmt::format("{}", fmt::join(said, "; then "));
  std::string cure = "user namespaces must be allowed for /usr/bin/bwrap";
  if (mentions(reasons, "uid map") || mentions(reasons, "RTM_NEWADDR") ||
      mentions(reasons, "mount name")) {
    cure =
        "on Ubuntu install apparmor-profiles, copy bwrap-userns-restrict from its extra-profiles "
        "to /etc/apparmor.d and load it with apparmor_parser -r";
  }
  return Error{ErrorKind::unsupported, fmt::format("sandbox unavailable: {}; {}", reasons, cure)};
}

}  // namespace
}  // namespace wright
