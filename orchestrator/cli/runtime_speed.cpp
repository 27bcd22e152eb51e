#include "cli/runtime_speed.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "base/text.h"
#include "cli/print.h"
#include "core/json.h"

namespace wright {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string machine();
void add_race(const CheckReport& report, const std::string& chain, Rows& rows);
std::string time_text(double microseconds);

}  // namespace

Result<int> print_measured(const Invocation& invocation, const std::vector<CheckConfig>& checks,
                           const Verdict& verdict) {
  if (invocation.json) {
    print_json({{"machine", machine()}, {"verdict", to_json(verdict)}});
    return verdict.passed() ? kExitDone : kExitNotGood;
  }
  Rows rows;
  std::set<std::string> versions;
  for (const CheckReport& report : verdict.reports) {
    if (!report.toolchain.empty()) versions.insert(report.toolchain);
  }
  for (std::size_t i = 1; i < verdict.reports.size() && i <= checks.size(); ++i) {
    const nlohmann::json config = TRY(parse_json(checks[i - 1].config));
    std::string how = config.value("times", "") == "start" ? "from its start: " : "";
    if (config.contains("processors")) how += fmt::format("on {}: ", config["processors"].dump());
    add_race(verdict.reports[i], how + config.value("chain", checks[i - 1].check), rows);
  }
  fmt::print("machine    {}\n", machine());
  for (const std::string& version : versions) {
    fmt::print("versions   {}\n", escape_for_terminal(version));
  }
  print_table({"shape", "ours", "the other's", "ratio", "8 of 10 rounds", "what"}, std::move(rows));
  return verdict.passed() ? kExitDone : kExitNotGood;
}

namespace {

// "AMD EPYC, 2 cores".
std::string machine() {
  std::string name = "a processor without a name";
  std::ifstream told("/proc/cpuinfo");  // It has no size beforehand, as read_file wants.
  for (std::string line; std::getline(told, line);) {
    const std::size_t colon = line.find(": ");
    if (line.rfind("model name", 0) != 0 || colon == std::string::npos) continue;
    name = line.substr(colon + 2);
    break;
  }
  return fmt::format("{}, {} cores", escape_for_terminal(name),
                     std::thread::hardware_concurrency());
}

// A line a shape: how long one call takes on each side, and how many times as fast ours is.
void add_race(const CheckReport& report, const std::string& chain, Rows& rows) {
  const auto value = [&](const std::string& name) {
    const auto metric = report.metrics.find(name);
    return metric == report.metrics.end() ? 0.0 : metric->second.value;
  };
  const std::string head = "ratio ";
  std::vector<std::string> shapes;
  for (const auto& [name, metric] : report.metrics) {
    if (name.rfind(head, 0) == 0) shapes.push_back(name.substr(head.size()));
  }
  std::stable_sort(shapes.begin(), shapes.end(), [](const std::string& a, const std::string& b) {
    return a.size() < b.size();  // n=64 before n=512 before n=1024.
  });
  for (const std::string& shape : shapes) {
    rows.push_back(
        {shape, time_text(value("candidate_us " + shape)),
         time_text(value("incumbent_us " + shape)), fmt::format("{:.2f}", value(head + shape)),
         fmt::format("{:.2f} to {:.2f}", value("ratio_10 " + shape), value("ratio_90 " + shape)),
         chain});
  }
  if (report.metrics.empty()) {
    rows.push_back({"", "", "", word_of(report.status), "", report.summary});
  }
}

// Three digits, in the unit that fits.
std::string time_text(double microseconds) {
  if (microseconds < 1) return fmt::format("{:.3g} ns", microseconds * 1e3);
  if (microseconds < 1000) return fmt::format("{:.3g} us", microseconds);
  return fmt::format("{:.3g} ms", microseconds / 1e3);
}

}  // namespace
}  // namespace wright
