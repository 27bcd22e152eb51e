// tensorwright judge: the gate alone, for any branch and any agent.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "campaign/gate.h"
#include "campaign/pinned_spec.h"
#include "campaign/self_test.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/selftest_marks.h"
#include "core/json.h"

namespace wright {
namespace {

struct JudgeArguments {
  GateRequest gate;
  std::string spec;
  std::string patch;
  std::string task;
  bool selftest = false;
};

Result<int> judge_command(const Invocation& invocation, JudgeArguments given);
Result<int> selftest_command(const Invocation& invocation, const JudgeArguments& given);
nlohmann::json planted_json(const std::vector<SelfTest::Planted>& all);
void print_findings(const Verdict& verdict);

}  // namespace

void add_judge(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<JudgeArguments>();
  CLI::App* command = app.add_subcommand(
      "judge", "Judge a branch or a folder of files against a task; lands nothing");
  command->add_option("--spec", given->spec, "The spec directory");
  command->add_option("--task", given->task, "The task's id");
  command->add_option("--base", given->gate.base, "The revision before; the scaffold by default");
  command->add_option("--head", given->gate.head, "The revision to judge");
  command->add_option("--patch", given->patch, "Or a folder whose files are laid over the base");
  command->add_flag("--all", given->gate.all_tiers, "Run every tier, also after a failure");
  command->add_flag(
      "--selftest", given->selftest,
      "Try the judge, of --spec or of hosts alone, on planted cheats and honest work");
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback([&chosen, &invocation, given] {
    chosen.act = [&invocation, given] {
      return given->selftest ? selftest_command(invocation, *given)
                             : judge_command(invocation, *given);
    };
  });
}

namespace {

Result<int> judge_command(const Invocation& invocation, JudgeArguments given) {
  if (given.spec.empty() || given.task.empty() || given.gate.head.empty() == given.patch.empty()) {
    return Error{ErrorKind::usage,
                 "judge needs --spec DIR, --task ID, and either --head REV or --patch DIR"};
  }
  given.gate.spec = given.spec;
  given.gate.patch = given.patch;
  given.gate.task = TaskId{given.task};
  Repo repo = TRY(Repo::open(invocation.directory));
  const Verdict verdict =
      TRY(judge_revisions(repo, given.gate, invocation.tools, printing_listener(invocation.json)));
  if (invocation.json) {
    print_json({{"task", given.task}, {"verdict", to_json(verdict)}});
  } else {
    print_findings(verdict);
  }
  if (verdict.status == VerdictStatus::broken) return kExitWorld;
  return verdict.passed() ? kExitDone : kExitNotGood;
}

// The person at the gate owns the spec: held-out findings are shown in full.
void print_findings(const Verdict& verdict) {
  for (const CheckReport& report : verdict.reports) {
    for (const Finding& finding : report.findings) {
      if (finding.severity == Severity::note) continue;
      const std::string place =
          finding.file.empty()
              ? ""
              : fmt::format(" {}:{}", escape_for_terminal(finding.file), finding.line);
      fmt::print("  {}{}: {}\n", finding.rule, place, escape_for_terminal(finding.message));
    }
  }
  fmt::print("verdict: {}\n",
             tinted(verdict.passed() ? Tint::good : Tint::bad, word_of(verdict.status)));
}

// Of a spec, the part that puts its checks to the test; else the hollow hosts alone.
Result<int> selftest_command(const Invocation& invocation, const JudgeArguments& given) {
  std::vector<std::string> checks;
  if (!given.spec.empty()) {
    const CheckTable table = TRY(load_checks(invocation.tools));
    checks = checks_of(TRY(load_sound_spec(given.spec, known_checks(table))));
  }
  const SelfTest test = TRY(self_test(invocation.tools, checks));
  if (test.holds()) keep_marks(invocation.tools, checks, selftest_marks(invocation.tools));
  if (invocation.json) {
    print_json({{"holds", test.holds()},
                {"cheats", planted_json(test.cheats)},
                {"honest", planted_json(test.honest)}});
    return test.holds() ? kExitDone : kExitNotGood;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : test.cheats) {
    rows.push_back({one.check.empty() ? "host" : one.check, one.name, "cheat",
                    one.as_it_should ? "rejected" : "PASSED", one.rule});
  }
  for (const auto& one : test.honest) {
    rows.push_back({one.check.empty() ? "host" : one.check, one.name, "honest",
                    one.as_it_should ? "accepted" : "REJECTED", one.rule});
  }
  print_table({"check", "planted", "kind", "verdict", "rule"}, rows);
  return test.holds() ? kExitDone : kExitNotGood;
}

nlohmann::json planted_json(const std::vector<SelfTest::Planted>& all) {
  nlohmann::json items = nlohmann::json::array();
  for (const auto& one : all) {
    items.push_back({{"name", one.name},
                     {"check", one.check},
                     {"as_it_should", one.as_it_should},
                     {"rule", one.rule}});
  }
  return items;
}

}  // namespace
}  // namespace wright
