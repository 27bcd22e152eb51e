#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <climits>
#include <cstdio>
#include <filesystem>

#include "base/text.h"
#include "cli/commands.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

void open_closed_streams();
fs::path this_program();
Error usage_error(const CLI::App& app, const CLI::ParseError& fault);
int report_error(const Error& error);

constexpr const char* kAbout =
    "Drives coding agents from specs to verified commits.\n\n"
    "  tensorwright run            replay the recorded campaign: every check and commit is real\n"
    "  tensorwright spec new NAME  begin a spec of your own\n"
    "  tensorwright judge ...      the gate alone, for any branch and any agent";

}  // namespace

int run_command_line(int argc, char** argv) {
  open_closed_streams();
  Invocation invocation;
  invocation.tools = tools_beside(this_program());
  Chosen chosen;
  CLI::App app(kAbout, "tensorwright");
  app.set_version_flag("--version", "tensorwright 0.1.0");
  app.require_subcommand(1);
  app.add_option("-C", invocation.directory, "The repository to work in")->capture_default_str();
  for (AddCommand* add :
       {add_run, add_attempt, add_judge, add_status, add_log, add_show, add_diff, add_why,
        add_verify, add_audit, add_adopt, add_record, add_bench, add_bundle, add_evidence, add_spec,
        add_runtime, add_sandbox, add_doctor}) {
    add(app, invocation, chosen);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    const bool is_help = fault.get_exit_code() == 0;
    return is_help ? app.exit(fault) : report_error(usage_error(app, fault));
  }
  const Result<int> done = chosen.act();
  return done ? *done : report_error(done.error());
}

int exit_code_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::usage:
    case ErrorKind::spec:
      return kExitUsage;
    case ErrorKind::budget:
      return kExitBudget;
    case ErrorKind::interrupted:
      return kExitInterrupted;
    case ErrorKind::io:
    case ErrorKind::git:
    case ErrorKind::sandbox:
    case ErrorKind::journal:
    case ErrorKind::protocol:
    case ErrorKind::busy:
    case ErrorKind::unsupported:
      break;
  }
  return kExitWorld;
}

namespace {

// Else the next file that is opened would be the stream, and be printed into.
void open_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    if (::open("/dev/null", O_RDWR) != stream) ::_exit(kExitWorld);
  }
}

fs::path this_program() {
  std::array<char, PATH_MAX> buffer{};
  const ssize_t size = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
  return fs::path(std::string(buffer.data(), static_cast<std::size_t>(size > 0 ? size : 0)));
}

// The parser asks for what is missing before it looks at a word that it does not
// know, and the word is what the user wants to hear of.
Error usage_error(const CLI::App& app, const CLI::ParseError& fault) {
  const std::vector<std::string> unknown = app.remaining(true);
  std::string what = unknown.empty() ? fault.what() : "unknown argument " + unknown.front();
  if (what.rfind("A ", 0) == 0) what.front() = 'a';
  return Error{ErrorKind::usage, what + ": see `tensorwright --help`"};
}

int report_error(const Error& error) {
  std::fflush(stdout);
  fmt::print(stderr, "tensorwright: {}\n", escape_for_terminal(error.message));
  return exit_code_of(error);
}

}  // namespace
}  // namespace wright
