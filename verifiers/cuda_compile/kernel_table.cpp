#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "kernels.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kMetricsMax = 2000;

}  // namespace

std::string kernel_table(const std::vector<Kernel>& kernels) {
  json table = json::array();
  for (const Kernel& kernel : kernels) {
    table.push_back({{"kernel", kernel.name},
                     {"file", kernel.place.file},
                     {"line", kernel.place.line},
                     {"unit", kernel.unit},
                     {"arch", kernel.architecture},
                     {"registers", kernel.usage.registers},
                     {"barriers", kernel.usage.barriers},
                     {"shared", kernel.usage.shared},
                     {"dynamic_shared", kernel.launch.shared},
                     {"stack", kernel.usage.stack},
                     {"spill_stores", kernel.usage.spill_stores},
                     {"spill_loads", kernel.usage.spill_loads},
                     {"threads", kernel.launch.threads},
                     {"blocks_per_sm", kernel.occupancy.blocks},
                     {"occupancy", kernel.occupancy.share}});
  }
  return table.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string cubin_table(const std::vector<Compiled>& compiled) {
  json table = json::object();
  for (const Compiled& one : compiled) {
    if (one.succeeded)
      table[fmt::format("{} sm_{}", one.unit, one.architecture)] = one.digest.value;
  }
  return table.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

void add_metrics(const std::vector<Kernel>& kernels, CheckReport& report) {
  for (const Kernel& kernel : kernels) {
    if (report.metrics.size() >= kMetricsMax) return;
    const std::string name = fmt::format("sm_{}.{}", kernel.architecture, kernel.name);
    report.metrics[name + ".registers"] = {static_cast<double>(kernel.usage.registers), "a thread"};
    report.metrics[name + ".occupancy"] = {kernel.occupancy.share, "of the warps"};
  }
}

}  // namespace wright
