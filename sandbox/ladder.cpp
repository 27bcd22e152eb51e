#include "ladder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <optional>

namespace wright {
namespace {

Result<Report> run_on(const Request& request, const Footing& footing, const Watch& watch);
Error refusal(const std::string& said);
bool mentions(const std::string& text, const char* word) {
  return text.find(word) != std::string::npos;
}

}  // namespace

Result<Report> run_on_best_rung(const Request& request, const Watch& watch) {
  const std::optional<Cgroup> cgroup = Cgroup::make(request.limits);
  Footing footing;
  footing.identity = identity_of(request);
  footing.cgroup = cgroup ? &*cgroup : nullptr;
  constexpr int kRungsMax = 4;
  std::string said;
  for (int rung = 0; rung < kRungsMax; ++rung) {
    Result<Report> report = run_on(request, footing, watch);
    if (report || report.error().kind != ErrorKind::unsupported) return report;
    said = report.error().message;
    const bool proc_is_masked = footing.fresh_proc && mentions(said, "proc");
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

namespace {

Result<Report> run_on(const Request& request, const Footing& footing, const Watch& watch) {
  Launched launched = TRY(launch(request, footing));
  return supervise(request, footing, launched, watch);
}

Error refusal(const std::string& said) {
  std::string cure = "user namespaces must be allowed for /usr/bin/bwrap";
  if (mentions(said, "uid map") || mentions(said, "RTM_NEWADDR") || mentions(said, "mount name")) {
    cure =
        "on Ubuntu install apparmor-profiles, copy bwrap-userns-restrict from its extra-profiles "
        "to /etc/apparmor.d and load it with apparmor_parser -r";
  }
  return Error{ErrorKind::unsupported, fmt::format("sandbox unavailable: {}; {}",
                                                   said.empty() ? "no rung held" : said, cure)};
}

}  // namespace
}  // namespace wright
