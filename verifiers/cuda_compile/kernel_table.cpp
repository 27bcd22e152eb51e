#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "kernel_name.h"
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
  const auto raise = [&](const std::string& name, double value, const char* unit) {
    Metric& metric = report.metrics[name];
    metric = {std::max(metric.value, value), unit};
  };
  for (const Kernel& kernel : kernels) {
    const std::string name = fmt::format("sm_{}.{}", kernel.architecture, base_name(kernel.name));
    const bool is_new = report.metrics.count(name + ".registers") == 0;
    if (is_new && report.metrics.size() + 4 > kMetricsMax) continue;
    raise(name + ".registers", kernel.usage.registers, "a thread");
    raise(name + ".shared", kernel.usage.shared + kernel.launch.shared, "bytes a block");
    raise(name + ".threads", kernel.launch.threads, "a block");
    Metric& occupancy = report.metrics[name + ".occupancy"];
    const double share = kernel.occupancy.share;
    occupancy = {is_new ? share : std::min(occupancy.value, share), "of the warps"};
  }
}

}  // namespace wright
