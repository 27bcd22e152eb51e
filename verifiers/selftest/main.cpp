// selftest [--share DIR] [--sandbox PROGRAM] [--seed TEXT]: prints {cheats: [{name, rejected, rule,
// message}], honest: [{name, accepted, message}], ok}; exit 0 when every cheat is rejected and
// every honest twin accepted, else 1; 2 when it could not be found out.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/hash.h"
#include "core/json.h"
#include "exec/program.h"
#include "grader/oracle.h"
#include "selftest/trial.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr unsigned kWorkersMax = 4;

// Everything beside this program, unless an option says otherwise.
Result<CheckRequest> request_of(const std::vector<std::string>& words) {
  const fs::path build = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
  CheckRequest request;
  request.share = build / "share";
  request.sandbox = build / "bin" / "wright-sandbox";
  request.seed = random_hex(32);
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "--share") request.share = words[i + 1];
    if (words[i] == "--sandbox") request.sandbox = words[i + 1];
    if (words[i] == "--seed") request.seed = words[i + 1];
  }
  const auto is_option = [](const std::string& word) {
    return word == "--share" || word == "--sandbox" || word == "--seed";
  };
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (is_option(words[i]) && i + 1 < words.size()) continue;
    return Error{ErrorKind::usage,
                 "usage: selftest [--share DIR] [--sandbox PROGRAM] [--seed TEXT]"};
  }
  return request;
}

Result<std::vector<Trial>> trials(const CheckRequest& request) {
  const fs::path host = request.share / "hollow" / "host";
  ProgramRequest list;
  list.argv = {host.string(), "--list"};
  const ProgramReport listed = TRY(run_program(list));
  const std::vector<Personality> all = TRY(personalities_of(listed.out));
  const std::vector<Case> cases = TRY(load_cases(request.share / "hollow", {"selftest"}));
  const StartAs start = [&](const std::string& name) {
    return host_starter(request, host, {{"--as", name}, {}});
  };
  const unsigned workers = std::clamp(std::thread::hardware_concurrency(), 1U, kWorkersMax);
  return try_all(all, cases, start, request.seed, workers);
}

json to_json(const std::vector<Trial>& all) {
  json cheats = json::array();
  json honest = json::array();
  bool is_right = !all.empty();
  for (const Trial& trial : all) {
    is_right = is_right && trial.is_right();
    if (trial.who.is_cheat) {
      cheats.push_back({{"name", trial.who.name},
                        {"rejected", !trial.is_accepted},
                        {"rule", trial.rule},
                        {"message", trial.message}});
    } else {
      honest.push_back(
          {{"name", trial.who.name}, {"accepted", trial.is_accepted}, {"message", trial.message}});
    }
  }
  is_right = is_right && !cheats.empty() && !honest.empty();
  return {{"cheats", cheats}, {"honest", honest}, {"ok", is_right}};
}

int run(const std::vector<std::string>& words) {
  const Result<CheckRequest> request = request_of(words);
  const Result<std::vector<Trial>> all =
      request ? trials(*request) : Result<std::vector<Trial>>(request.error());
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
