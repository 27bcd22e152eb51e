#include "device.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "core/json.h"
#include "frame/cuda_toolkit.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNoToolkit =
    "no nvcc: install the CUDA toolkit, 12.8 or later, in /usr/local/cuda, or say in CUDA_HOME "
    "where it is";
constexpr const char* kNoNodes =
    "no GPU: {0}/nvidiactl or {0}/nvidia0 is not there; NVIDIA's driver makes them where it finds "
    "a device";
constexpr std::size_t kLineBytesMax = 4096;

Result<void> compile_probe(const CheckRequest& request, const Device& device,
                           const fs::path& build);
Result<RunReport> run_probe(const CheckRequest& request, const fs::path& build);
bool is_plain(const std::string& name);

}  // namespace

Result<Device> find_device(const CheckRequest& request, const std::string& devices) {
  const auto toolkit = find_toolkit();
  if (!toolkit) return Error{ErrorKind::unsupported, kNoToolkit};
  for (const char* node : {"nvidiactl", "nvidia0"}) {
    std::error_code failed;
    if (fs::exists(fs::path(devices) / node, failed)) continue;
    return Error{ErrorKind::unsupported, fmt::format(kNoNodes, devices)};
  }
  Device device;
  device.toolkit = *toolkit;
  const std::string nvcc = TRY(toolkit_version(request, *toolkit));
  TRY(make_directories(request.scratch));
  const TempDirectory place = TRY(TempDirectory::make(request.scratch, "device-"));
  TRY(compile_probe(request, device, place.path() / "build"));
  const RunReport ran = TRY(run_probe(request, place.path() / "build"));
  device = TRY(read_device(ran.out));
  device.toolkit = *toolkit;
  device.toolchain = fmt::format("{}; {}, driver {}", nvcc, device.name, device.driver);
  return device;
}

Result<Device> read_device(std::string_view line) {
  const auto no_device = [](const std::string& why) {
    return Error{ErrorKind::unsupported, "no GPU that CUDA can use: " + why};
  };
  const Result<nlohmann::json> value = parse_json(std::string(trim(line)), kLineBytesMax);
  if (!value || !value->is_object()) return no_device("device.cu ended without a word");
  try {
    if (value->contains("error")) {
      return no_device(escape_for_terminal(value->at("error").get<std::string>()));
    }
    Device device;
    device.name = value->at("name").get<std::string>();
    value->at("architecture").get_to(device.architecture);
    value->at("driver").get_to(device.driver);
    value->at("runtime").get_to(device.runtime);
    value->at("copy_gb_per_s").get_to(device.copy_gb_per_s);
    if (!is_plain(device.name)) return no_device("device.cu gave it a name that is none");
    return device;
  } catch (const nlohmann::json::exception&) {
    return no_device("device.cu left out what it says of a device");
  }
}

namespace {

Result<void> compile_probe(const CheckRequest& request, const Device& device,
                           const fs::path& build) {
  Tool tool;
  tool.build = build;
  tool.sees_candidate = false;
  tool.mounts = {toolkit_mount(device.toolkit), {request.share / "cuda_device", "/probe", false}};
  tool.argv = {std::string(kToolkitInside) + "/bin/nvcc", "-std=c++17", "-o", "/build/device",
               "/probe/device.cu"};
  const RunReport report = TRY(run_tool(request, tool));
  if (report.succeeded()) return {};
  return Error{ErrorKind::unsupported, fmt::format("nvcc does not compile device.cu ({}): {}",
                                                   describe(report.outcome), said(report, 300))};
}

Result<RunReport> run_probe(const CheckRequest& request, const fs::path& build) {
  Tool tool;
  tool.build = build;
  tool.sees_candidate = false;
  tool.argv = {"/build/device"};
  tool.shows_gpu = true;
  return run_tool(request, tool);
}

// As device.cu writes names: one short line of ASCII.
bool is_plain(const std::string& name) {
  constexpr std::size_t kNameBytesMax = 256;
  return !name.empty() && name.size() <= kNameBytesMax &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace
}  // namespace wright
