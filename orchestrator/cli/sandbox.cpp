// tensorwright sandbox run|probe: the isolation by itself.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/find.h"
#include "cli/print.h"
#include "exec/runner.h"

namespace wright {
namespace {

struct SandboxArguments {
  std::vector<std::string> command;
  bool only_facts = false;
};

Result<int> run_command(const Invocation& invocation, const SandboxArguments& given);
Result<int> probe_command(const Invocation& invocation, const SandboxArguments& given);
void print_as_json(const Probe& probe, const std::vector<Attack>& attacks);
void print_for_people(const Probe& probe, const std::vector<Attack>& attacks);

}  // namespace

void add_sandbox(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<SandboxArguments>();
  CLI::App* sandbox = app.add_subcommand("sandbox", "The isolation by itself");
  sandbox->require_subcommand(1);
  CLI::App* run = sandbox->add_subcommand("run", "Run a command in an empty sandbox");
  run->add_option("command", given->command, "After --")->required();
  run->callback(acting(chosen, invocation, given, run_command));
  CLI::App* probe = sandbox->add_subcommand("probe", "What this machine isolates, found by trying");
  probe->add_flag("--facts", given->only_facts, "Do not try to escape; only say what is enforced");
  probe->add_flag("--json", invocation.json, "As JSON");
  probe->callback(acting(chosen, invocation, given, probe_command));
}

namespace {

Result<int> run_command(const Invocation& invocation, const SandboxArguments& given) {
  Command command;
  command.argv = given.command;
  const RunReport report = TRY(make_local_runner(invocation.tools.sandbox)->run(command));
  fmt::print("{}", report.out);
  fmt::print(stderr, "{}[{}, {}, {} MB, rung {}]\n", report.err, describe(report.outcome),
             seconds_text(report.wall_ms), report.memory_peak_bytes >> 20, report.isolation.rung);
  return report.succeeded() ? kExitDone : kExitNotGood;
}

// What is enforced, and what came of trying to get round it.
Result<int> probe_command(const Invocation& invocation, const SandboxArguments& given) {
  const Probe probe = TRY(probe_sandbox(invocation.tools.sandbox));
  const bool isolates = !probe.isolation.rung.empty();
  const bool is_attacked = isolates && !given.only_facts;
  std::vector<Attack> attacks;
  if (is_attacked) attacks = TRY(attack_sandbox(invocation.tools.sandbox));
  const bool all_held =
      std::all_of(attacks.begin(), attacks.end(), [](const Attack& attack) { return attack.held; });
  if (invocation.json) {
    print_as_json(probe, attacks);
  } else {
    print_for_people(probe, attacks);
  }
  if (!isolates || (is_attacked && attacks.empty())) return kExitWorld;
  return all_held ? kExitDone : kExitNotGood;
}

void print_as_json(const Probe& probe, const std::vector<Attack>& attacks) {
  nlohmann::json list = nlohmann::json::array();
  for (const Attack& attack : attacks) {
    list.push_back({{"name", attack.name}, {"held", attack.held}, {"detail", attack.detail}});
  }
  print_json({{"rung", probe.isolation.rung},
              {"enforced", probe.isolation.enforced},
              {"polled", probe.isolation.polled},
              {"degraded", probe.isolation.degraded},
              {"why", probe.why},
              {"bwrap", probe.bwrap},
              {"kernel", probe.kernel},
              {"uid", probe.uid},
              {"took_ms", probe.took_ms},
              {"attacks", std::move(list)}});
}

void print_for_people(const Probe& probe, const std::vector<Attack>& attacks) {
  if (probe.isolation.rung.empty()) {
    fmt::print("no sandbox: {}\n", escape_for_terminal(probe.why));
    return;
  }
  fmt::print("rung      {}\nenforced  {}\npolled    {}\ndegraded  {}\n", probe.isolation.rung,
             join(probe.isolation.enforced, ", "), join(probe.isolation.polled, ", "),
             join(probe.isolation.degraded, ", "));
  fmt::print("kernel    {}\nbwrap     {}\npayload   uid {}\n", probe.kernel, probe.bwrap,
             probe.uid);
  if (attacks.empty()) return;
  std::vector<std::vector<std::string>> rows;
  int held = 0;
  for (const Attack& attack : attacks) {
    held += attack.held ? 1 : 0;
    rows.push_back({attack.name, attack.held ? "held" : "BROKE", attack.detail});
  }
  fmt::print("\n");
  print_table({"attack", "result", "detail"}, rows);
  fmt::print("{} of {} attacks held\n", held, attacks.size());
}

}  // namespace
}  // namespace wright
