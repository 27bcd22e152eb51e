#include "imports.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "builder/diagnostics.h"
#include "core/json.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

const std::set<std::string> kBannedImports{"system",
                                           "popen",
                                           "fork",
                                           "vfork",
                                           "execl",
                                           "execle",
                                           "execlp",
                                           "execv",
                                           "execve",
                                           "execvp",
                                           "execvpe",
                                           "execveat",
                                           "fexecve",
                                           "posix_spawn",
                                           "posix_spawnp",
                                           "socket",
                                           "socketpair",
                                           "connect",
                                           "getaddrinfo",
                                           "gethostbyname",
                                           "getenv",
                                           "secure_getenv",
                                           "setenv",
                                           "putenv",
                                           "dlopen",
                                           "dlmopen",
                                           "dlsym",
                                           "dlvsym",
                                           "_exit",
                                           "_Exit",
                                           "quick_exit",
                                           "ptrace",
                                           "mprotect",
                                           "memfd_create",
                                           "syscall",
                                           "signal",
                                           "sigaction",
                                           "__sysv_signal",
                                           "kill",
                                           "raise",
                                           "prctl",
                                           "clock_gettime",
                                           "gettimeofday",
                                           "time",
                                           "clock",
                                           "times",
                                           "pthread_atfork",
                                           "setitimer",
                                           "timer_create",
                                           "alarm",
                                           "process_vm_readv",
                                           "process_vm_writev",
                                           "getpid",
                                           "gethostname"};

Result<std::set<std::string>> allowed(const CheckRequest& request);
std::string name_in(const std::string& line);

}  // namespace

Result<std::vector<Finding>> check_imports(const CheckRequest& request, const BuiltTree& built) {
  const std::set<std::string> may = TRY(allowed(request));
  Tool tool;
  tool.build = built.directory;
  tool.sees_candidate = false;
  tool.argv = {"nm", "-D", "--undefined-only", "/build/host"};
  const RunReport report = TRY(run_tool(request, tool));
  if (!report.succeeded() || report.truncated) {
    return Error{ErrorKind::protocol, "nm cannot read the host: " + said(report, 300)};
  }
  std::vector<Finding> findings;
  for (const std::string& line : split(report.out, '\n')) {
    const std::string name = name_in(line);
    if (kBannedImports.count(name) == 0 || may.count(name) > 0) continue;
    findings.push_back(
        located("build.import", "", 0,
                fmt::format("the linked host calls {}: a library computes from its arguments alone",
                            name)));
  }
  return findings;
}

namespace {

Result<std::set<std::string>> allowed(const CheckRequest& request) {
  const nlohmann::json config = TRY(parse_json(request.config, 1U << 20U));
  try {
    return config.value("allow", std::set<std::string>{});
  } catch (const nlohmann::json::exception&) {
    return Error{ErrorKind::spec, "check build: \"allow\" must be a list of names"};
  }
}

// "                 U getenv@GLIBC_2.2.5"
std::string name_in(const std::string& line) {
  const std::vector<std::string> words = split(trim(line), ' ');
  return split(words.back(), '@').front();
}

}  // namespace
}  // namespace wright
