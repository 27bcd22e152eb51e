// tensorwright sandbox run|probe: the isolation by itself.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/find.h"
#include "cli/print.h"
#include "exec/runner.h"

namespace wright {
namespace {

struct Arguments {
  std::vector<std::string> command;
  bool attack = false;
};

Result<int> run_command(const Invocation& invocation, const Arguments& given);
Result<int> probe_command(const Invocation& invocation, const Arguments& given);
Result<int> attack_command(const Invocation& invocation);

}  // namespace

void add_sandbox(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<Arguments>();
  CLI::App* sandbox = app.add_subcommand("sandbox", "The isolation by itself");
  sandbox->require_subcommand(1);
  CLI::App* run = sandbox->add_subcommand("run", "Run a command in an empty sandbox");
  run->add_option("command", given->command, "After --")->required();
  run->callback(acting(chosen, invocation, given, run_command));
  CLI::App* probe = sandbox->add_subcommand("probe", "What this machine isolates, found by trying");
  probe->add_flag("--attack", given->attack, "Try to escape, and say what held");
  probe->add_flag("--json", invocation.json, "As JSON");
  probe->callback(acting(chosen, invocation, given, probe_command));
}

namespace {

Result<int> run_command(const Invocation& invocation, const Arguments& given) {
  Command command;
  command.argv = given.command;
  const RunReport report = TRY(make_local_runner(invocation.tools.sandbox)->run(command));
  fmt::print("{}", report.out);
  fmt::print(stderr, "{}[{}, {}, {} MB, rung {}]\n", report.err, describe(report.outcome),
             seconds_text(report.wall_ms), report.memory_peak_bytes >> 20, report.isolation.rung);
  return report.succeeded() ? kExitDone : kExitNotGood;
}

Result<int> probe_command(const Invocation& invocation, const Arguments& given) {
  if (given.attack) return attack_command(invocation);
  const Probe probe = TRY(probe_sandbox(invocation.tools.sandbox));
  const bool isolates = !probe.isolation.rung.empty();
  if (invocation.json) {
    print_json({{"rung", probe.isolation.rung},
                {"enforced", probe.isolation.enforced},
                {"polled", probe.isolation.polled},
                {"degraded", probe.isolation.degraded},
                {"why", probe.why},
                {"bwrap", probe.bwrap},
                {"kernel", probe.kernel},
                {"uid", probe.uid},
                {"took_ms", probe.took_ms}});
  } else if (isolates) {
    fmt::print("rung      {}\nenforced  {}\npolled    {}\ndegraded  {}\n", probe.isolation.rung,
               join(probe.isolation.enforced, ", "), join(probe.isolation.polled, ", "),
               join(probe.isolation.degraded, ", "));
    fmt::print("kernel    {}\nbwrap     {}\npayload   uid {}\n", probe.kernel, probe.bwrap,
               probe.uid);
  } else {
    fmt::print("no sandbox: {}\n", escape_for_terminal(probe.why));
  }
  return isolates ? kExitDone : kExitWorld;
}

Result<int> attack_command(const Invocation& invocation) {
  const std::vector<Attack> attacks = TRY(attack_sandbox(invocation.tools.sandbox));
  bool all_held = !attacks.empty();
  nlohmann::json list = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const Attack& attack : attacks) {
    all_held = all_held && attack.held;
    rows.push_back({attack.name, attack.held ? "held" : "BROKE", attack.detail});
    list.push_back({{"name", attack.name}, {"held", attack.held}, {"detail", attack.detail}});
  }
  if (invocation.json) {
    print_json({{"all_held", all_held}, {"attacks", std::move(list)}});
  } else {
    print_table({"attack", "result", "detail"}, rows);
  }
  return all_held ? kExitDone : kExitNotGood;
}

}  // namespace
}  // namespace wright
