// tensorwright doctor: what this machine has of what the work needs.
#include "cli/doctor.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/find.h"
#include "cli/print.h"
#include "exec/program.h"
#include "exec/runner.h"

namespace wright {
namespace {

struct Wanted {
  const char* program;
  bool is_needed;
  const char* remedy;
};

constexpr std::array<Wanted, 8> kPrograms{
    Wanted{"g++", true, "apt-get install g++"},
    Wanted{"cmake", true, "apt-get install cmake"},
    Wanted{"ninja", true, "apt-get install ninja-build"},
    Wanted{"bwrap", true, "apt-get install bubblewrap"},
    Wanted{"ccache", false, "builds are slower without it: apt-get install ccache"},
    Wanted{"mold", false, "links are slower without it: apt-get install mold"},
    Wanted{"clang++", false, "check build has one compiler only: apt-get install clang"},
    Wanted{"nvcc", false, "only specs with CUDA kernels need it"}};

DoctorRow look_for(const Wanted& wanted);
DoctorRow look_at_sandbox(const Invocation& invocation);
DoctorRow look_at_repository(const Invocation& invocation);

Result<int> doctor_command(const Invocation& invocation, const RunArguments& given) {
  std::vector<DoctorRow> rows{look_at_sandbox(invocation), look_at_repository(invocation)};
  for (const Wanted& wanted : kPrograms) rows.push_back(look_for(wanted));
  for (DoctorRow& row : look_at_models()) rows.push_back(std::move(row));
  if (!given.agent.empty()) rows.push_back(try_model(invocation, given));
  bool is_well = true;
  nlohmann::json list = nlohmann::json::array();
  std::vector<std::vector<std::string>> table;
  for (const DoctorRow& row : rows) {
    is_well = is_well && (row.is_there || !row.is_needed);
    const char* word = row.is_there ? "ok" : row.is_needed ? "MISSING" : "absent";
    table.push_back({row.name, word, escape_for_terminal(row.detail)});
    list.push_back({{"name", row.name},
                    {"there", row.is_there},
                    {"needed", row.is_needed},
                    {"detail", row.detail}});
  }
  if (invocation.json) {
    print_json({{"well", is_well}, {"items", std::move(list)}});
  } else {
    print_table({"what", "state", "detail"}, table);
  }
  return is_well ? kExitDone : kExitWorld;
}

DoctorRow look_for(const Wanted& wanted) {
  ProgramRequest request;
  request.argv = {"/usr/bin/" + std::string(wanted.program), "--version"};
  request.wall = std::chrono::seconds(10);
  const Result<ProgramReport> ran = run_program(request);
  const bool answers = ran && ran->exit_code == 0;
  return {wanted.program, answers, wanted.is_needed,
          answers ? ran->out.substr(0, ran->out.find('\n')) : wanted.remedy};
}

DoctorRow look_at_sandbox(const Invocation& invocation) {
  const Result<Probe> probe = probe_sandbox(invocation.tools.sandbox);
  if (!probe) return {"sandbox", false, true, probe.error().message};
  const bool isolates = !probe->isolation.rung.empty();
  return {"sandbox", isolates, true,
          isolates ? fmt::format("rung {}, kernel {}", probe->isolation.rung, probe->kernel)
                   : probe->why};
}

DoctorRow look_at_repository(const Invocation& invocation) {
  const Result<Repo> repo = Repo::open(invocation.directory);
  return {"repository", repo.has_value(), true,
          repo ? repo->root().string() : repo.error().message};
}

}  // namespace

void add_doctor(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<RunArguments>();
  given->agent.clear();
  CLI::App* command = app.add_subcommand("doctor", "What this machine has of what the work needs");
  command->add_option("--agent", given->agent,
                      "Also make one small call of this model: anthropic:MODEL, openai:MODEL or "
                      "openai-responses:MODEL");
  add_server_options(*command, *given);
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(acting(chosen, invocation, given, doctor_command));
}

}  // namespace wright
