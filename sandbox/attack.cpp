#include "attack.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "attack_case.h"
#include "attack_orphans.h"
#include "ladder.h"
#include "launch.h"

namespace wright {
namespace {

constexpr const char* kInnerProgram = "/attack/wright-sandbox";

std::vector<AttackCase> all_attacks();
Result<std::vector<AttackResult>> attack_all();
Result<AttackResult> run_attack(const AttackCase& attack, const Scene& scene, const Watch& watch);
int print(const std::vector<AttackResult>& results, int exit_code);
std::string in_one_line(std::string text);

}  // namespace

int attack() {
  const Result<std::vector<AttackResult>> results = attack_all();
  if (!results) return print({{"start a sandbox", false, results.error().message}}, 3);
  const bool all_held = std::all_of(results->begin(), results->end(),
                                    [](const AttackResult& result) { return result.held; });
  return print(*results, all_held ? 0 : 1);
}

int attack_inside(int count, char** words) {
  if (count < 1) return 2;
  const std::string name = words[0];
  const Facts facts = Facts::from({words + 1, words + count});
  std::vector<AttackCase> attacks = all_attacks();
  attacks.push_back(endless_attack());
  for (const AttackCase& attack : attacks) {
    if (attack.name != name) continue;
    const Tries tries = attack.inside(facts);
    std::printf("\n%s\n", tries.line().c_str());
    return std::fflush(stdout) == 0 ? 0 : 1;
  }
  return 2;
}

Request attack_request(const AttackCase& attack, const Scene& scene) {
  Request request;
  request.argv = {kInnerProgram, kAttackInside, attack.name};
  const std::vector<std::string> facts = scene.facts().words();
  request.argv.insert(request.argv.end(), facts.begin(), facts.end());
  request.mounts = {{own_program(), kInnerProgram, false},
                    {scene.seed(), kAttackSeed, false},
                    {scene.out(), kAttackOut, true}};
  request.limits = attack.limits;
  return request;
}

namespace {

std::vector<AttackCase> all_attacks() {
  std::vector<AttackCase> all;
  for (const auto attacks : {file_attacks, leak_attacks, process_attacks, network_attacks,
                             kernel_attacks, privilege_attacks, resource_attacks, space_attacks}) {
    for (AttackCase& attack : attacks()) all.push_back(std::move(attack));
  }
  return all;
}

// Only the first run can find that there is no sandbox at all.
Result<std::vector<AttackResult>> attack_all() {
  const Descriptor signals = TRY(catch_signals());
  const Scene scene = TRY(Scene::make(identity_of(Request())));
  const Watch watch{signals.get(), -1};
  std::vector<AttackResult> results;
  for (const AttackCase& attack : all_attacks()) {
    Result<AttackResult> result = run_attack(attack, scene, watch);
    if (!result && results.empty()) return std::move(result).error();
    if (!result) result = AttackResult{attack.name, false, result.error().message};
    results.push_back(std::move(result).value());
  }
  for (AttackResult& result : orphan_attacks(scene)) results.push_back(std::move(result));
  return results;
}

// The supervisor puts /dev/null in the place of its standard input each time.
Result<AttackResult> run_attack(const AttackCase& attack, const Scene& scene, const Watch& watch) {
  TRY(scene.reset_out());
  if (scene.terminal() >= 0) ::dup2(scene.terminal(), 0);
  const Report report = TRY(run_once(attack_request(attack, scene), watch));
  const Seen seen{report, scene};
  std::string wrong = attack.outside(seen) + scene.damage();
  if ((report.out + report.err).find(scene.secret()) != std::string::npos) {
    wrong += "the secret was read; ";
  }
  const std::string said = describe(report);
  return AttackResult{attack.name, wrong.empty(), wrong.empty() ? said : wrong + said};
}

int print(const std::vector<AttackResult>& results, int exit_code) {
  nlohmann::json list = nlohmann::json::array();
  for (const AttackResult& result : results) {
    list.push_back(
        {{"name", result.name}, {"held", result.held}, {"detail", in_one_line(result.detail)}});
  }
  const std::string text = list.dump(1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
  std::fputs(text.c_str(), stdout);
  return exit_code;
}

std::string in_one_line(std::string text) {
  constexpr std::size_t kBytesMax = 400;
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() > kBytesMax) text.replace(kBytesMax, std::string::npos, "...");
  while (!text.empty() && (text.back() == ' ' || text.back() == ';')) text.pop_back();
  return text;
}

}  // namespace
}  // namespace wright
