// selftest [--checks A,B] [--share DIR] [--sandbox PROGRAM] [--cache DIR] [--seed TEXT]: prints
// {cheats: [{name, check, rejected, rule, message}], honest: [{name, check, accepted, message}],
// ok}; exit 0 when every cheat is rejected and every honest twin accepted, else 1; 2 when it could
// not be found out.  Without --checks the hollow hosts alone are tried.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "core/json.h"
#include "exec/program.h"
#include "grader/oracle.h"
#include "selftest/planted.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr unsigned kWorkersMax = 4;

struct Asked {
  CheckRequest request;
  std::vector<std::string> checks;
};

// Everything beside this program, unless an option says otherwise.
Result<Asked> asked(const std::vector<std::string>& words) {
  const fs::path build = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
  Asked asked;
  CheckRequest& request = asked.request;
  request.share = build / "share";
  request.sandbox = build / "bin" / "wright-sandbox";
  request.seed = random_hex(32);
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const std::string value = i + 1 < words.size() ? words[i + 1] : "";
    if (words[i] == "--share" && !value.empty()) {
      request.share = value;
    } else if (words[i] == "--sandbox" && !value.empty()) {
      request.sandbox = value;
    } else if (words[i] == "--cache" && !value.empty()) {
      request.cache = value;
    } else if (words[i] == "--seed" && !value.empty()) {
      request.seed = value;
    } else if (words[i] == "--checks" && !value.empty()) {
      asked.checks = split(value, ',');
    } else {
      return Error{ErrorKind::usage,
                   "usage: selftest [--checks A,B] [--share DIR] [--sandbox PROGRAM] [--cache DIR] "
                   "[--seed TEXT]"};
    }
  }
  return asked;
}

unsigned workers_max() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, kWorkersMax);
}

Result<std::vector<Trial>> hollow_trials(const CheckRequest& request) {
  const fs::path host = request.share / "hollow" / "host";
  ProgramRequest list;
  list.argv = {host.string(), "--list"};
  const ProgramReport listed = TRY(run_program(list));
  const std::vector<Personality> all = TRY(personalities_of(listed.out));
  const std::vector<Case> cases = TRY(load_cases(request.share / "hollow", {"selftest"}));
  const StartAs start = [&](const std::string& name) {
    return host_starter(request, host, {{"--as", name}, {}});
  };
  return try_all(all, cases, start, request.seed, workers_max());
}

Result<std::vector<Trial>> workspace_trials(const Asked& asked) {
  const TempDirectory scratch =
      TRY(TempDirectory::make(fs::temp_directory_path(), "wright-selftest-"));
  const fs::path libexec = fs::read_symlink("/proc/self/exe").parent_path();
  const BenchPlaces places{
      asked.request.share / "planted", libexec, asked.request.share, asked.request.sandbox,
      asked.request.cache.empty() ? scratch.path() / "cache" : asked.request.cache};
  return try_workspaces(planted_for(asked.checks, places.home), places, scratch.path(),
                        workers_max());
}

Result<std::vector<Trial>> trials(const Asked& asked) {
  std::vector<Trial> all = TRY(workspace_trials(asked));
  if (!asked.checks.empty() && !grades_hosts(asked.checks)) return all;
  for (Trial& trial : TRY(hollow_trials(asked.request))) all.push_back(std::move(trial));
  return all;
}

json to_json(const std::vector<Trial>& all) {
  json cheats = json::array();
  json honest = json::array();
  bool is_right = !all.empty();
  for (const Trial& trial : all) {
    is_right = is_right && trial.is_right();
    if (trial.who.is_cheat) {
      cheats.push_back({{"name", trial.who.name},
                        {"check", trial.check},
                        {"rejected", !trial.is_accepted},
                        {"rule", trial.rule},
                        {"message", trial.message}});
    } else {
      honest.push_back({{"name", trial.who.name},
                        {"check", trial.check},
                        {"accepted", trial.is_accepted},
                        {"message", trial.message}});
    }
  }
  is_right = is_right && !cheats.empty() && !honest.empty();
  return {{"cheats", cheats}, {"honest", honest}, {"ok", is_right}};
}

int run(const std::vector<std::string>& words) {
  const Result<Asked> what = asked(words);
  const Result<std::vector<Trial>> all =
      what ? trials(*what) : Result<std::vector<Trial>>(what.error());
  if (!all) {
    fmt::print(stderr, "{}\n", all.error().message);
    return 2;
  }
  const json report = to_json(*all);
  fmt::print("{}\n", canonical(report));
  return report.at("ok").get<bool>() ? 0 : 1;
}

}  // namespace
}  // namespace wright

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return wright::run({argv + 1, argv + argc});
  } catch (const std::exception& fault) {
    fmt::print(stderr, "the self-test cannot run: {}\n", fault.what());
    return 2;
  }
}
