// tensorwright runtime kernels: compiles the kernels of a campaign's tip for each architecture and
// says what they take.
#include "cli/kernel_list.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "campaign/verify.h"
#include "cli/find.h"
#include "cli/print.h"
#include "core/json.h"

namespace wright {
namespace {

constexpr const char* kCheck = "cuda_compile";

struct KernelListArguments {
  std::string campaign;
  std::string markdown;  // A file; empty: none.
};

Result<int> kernels_command(const Invocation& invocation, const KernelListArguments& given);
Result<CheckConfig> compile_check(const Invocation& invocation, const Recording& recording);
nlohmann::json uses_json(const KernelUses& uses, const CheckReport& report);
std::vector<std::string> heads(const std::vector<int>& architectures);
std::string page(const std::string& campaign, const KernelUses& uses, const CheckReport& report);

struct MetricName {
  int architecture = 0;
  std::string kernel;
  std::string what;
};
std::optional<MetricName> parsed(const std::string& name);

}  // namespace

void add_kernel_list(CLI::App& runtime, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<KernelListArguments>();
  CLI::App* command = runtime.add_subcommand(
      "kernels", "What each CUDA kernel takes on each architecture: nvcc is needed, no GPU");
  command->add_option("campaign", given->campaign, "The campaign")->required();
  command->add_option("--markdown", given->markdown, "Write the table to this file too");
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(acting(chosen, invocation, given, kernels_command));
}

KernelUses kernel_uses(const CheckReport& report) {
  KernelUses uses;
  for (const auto& [name, metric] : report.metrics) {
    const std::optional<MetricName> of = parsed(name);
    if (!of) continue;
    KernelUse& use = uses[of->kernel][of->architecture];
    if (of->what == "registers") use.registers = static_cast<int>(metric.value);
    if (of->what == "shared") use.shared = static_cast<int>(metric.value);
    if (of->what == "threads") use.threads = static_cast<int>(metric.value);
    if (of->what == "occupancy") use.occupancy = metric.value;
  }
  return uses;
}

std::vector<int> architectures_of(const KernelUses& uses) {
  std::set<int> all;
  for (const auto& [kernel, by_architecture] : uses) {
    for (const auto& [architecture, use] : by_architecture) all.insert(architecture);
  }
  return {all.begin(), all.end()};
}

std::vector<std::vector<std::string>> kernel_rows(const KernelUses& uses,
                                                  const std::vector<int>& architectures) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [kernel, by_architecture] : uses) {
    const int threads = by_architecture.begin()->second.threads;
    std::vector<std::string> row{kernel, std::to_string(threads)};
    for (const int architecture : architectures) {
      const auto found = by_architecture.find(architecture);
      row.push_back(found == by_architecture.end()
                        ? "-"
                        : fmt::format("{} / {} / {:.0f}%", found->second.registers,
                                      found->second.shared, 100 * found->second.occupancy));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

namespace {

Result<int> kernels_command(const Invocation& invocation, const KernelListArguments& given) {
  const Recording recording = TRY(find_log(invocation, given.campaign));
  const CheckConfig check = TRY(compile_check(invocation, recording));
  Repo repo = TRY(Repo::open(invocation.directory));
  const Verdict verdict = TRY(measure_tip(repo, recording, recording.directory / "kernels", {check},
                                          invocation.tools, printing_listener(invocation.json)));
  const CheckReport& report = verdict.reports.back();
  if (report.check != kCheck || report.status != CheckStatus::pass) {
    return Error{ErrorKind::unsupported,
                 fmt::format("{} {}: {}", report.check, word_of(report.status), report.summary)};
  }
  const KernelUses uses = kernel_uses(report);
  if (!given.markdown.empty()) {
    TRY(write_file(given.markdown, page(given.campaign, uses, report)));
  }
  if (invocation.json) {
    print_json(uses_json(uses, report));
    return kExitDone;
  }
  const std::vector<int> architectures = architectures_of(uses);
  print_table(heads(architectures), kernel_rows(uses, architectures));
  fmt::print("\n{}: registers a thread / bytes of shared memory a block / occupancy\n",
             escape_for_terminal(report.toolchain));
  return kExitDone;
}

// As the last task that has it asks it.
Result<CheckConfig> compile_check(const Invocation& invocation, const Recording& recording) {
  const Spec spec = TRY(pinned_spec(invocation, recording));
  const CheckConfig* last = nullptr;
  for (const Task& task : spec.tasks) {
    for (const CheckConfig& check : task.checks) {
      if (check.check == kCheck) last = &check;
    }
  }
  if (last != nullptr) return *last;
  return Error{ErrorKind::usage, fmt::format("campaign {} compiles no kernels: none of its tasks "
                                             "has the check cuda_compile",
                                             recording.state.opened.campaign.value)};
}

nlohmann::json uses_json(const KernelUses& uses, const CheckReport& report) {
  nlohmann::json kernels = nlohmann::json::array();
  for (const auto& [kernel, by_architecture] : uses) {
    for (const auto& [architecture, use] : by_architecture) {
      kernels.push_back({{"kernel", kernel},
                         {"arch", architecture},
                         {"registers", use.registers},
                         {"shared", use.shared},
                         {"threads", use.threads},
                         {"occupancy", use.occupancy}});
    }
  }
  return {{"toolchain", report.toolchain}, {"kernels", std::move(kernels)}};
}

std::vector<std::string> heads(const std::vector<int>& architectures) {
  std::vector<std::string> heads{"kernel", "threads"};
  for (const int architecture : architectures) heads.push_back(fmt::format("sm_{}", architecture));
  return heads;
}

std::string page(const std::string& campaign, const KernelUses& uses, const CheckReport& report) {
  const std::vector<int> architectures = architectures_of(uses);
  std::string text = fmt::format(
      "# The kernels of {}\n\nWritten by `tensorwright runtime kernels {} --markdown FILE` with "
      "{}. "
      "For each architecture: registers a thread / bytes of shared memory a block / occupancy, at "
      "a "
      "block of so many threads. Of the instances of a template the most, of occupancy the least. "
      "No kernel spills: `cuda_compile` refuses one that does.\n\n",
      campaign, campaign, report.toolchain);
  const auto line = [&](const std::vector<std::string>& cells) {
    text += "| " + join(cells, " | ") + " |\n";
  };
  line(heads(architectures));
  line(std::vector<std::string>(architectures.size() + 2, "---"));
  for (const std::vector<std::string>& row : kernel_rows(uses, architectures)) line(row);
  return text;
}

// "sm_80.scale.registers".
std::optional<MetricName> parsed(const std::string& name) {
  const std::size_t kernel = name.find('.');
  const std::size_t what = name.rfind('.');
  if (name.rfind("sm_", 0) != 0 || kernel == what) return std::nullopt;
  MetricName of{0, name.substr(kernel + 1, what - kernel - 1), name.substr(what + 1)};
  std::from_chars(name.data() + 3, name.data() + kernel, of.architecture);
  return of;
}

}  // namespace
}  // namespace wright
