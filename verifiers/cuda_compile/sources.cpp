#include "sources.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kUnitsMax = 200;
constexpr std::size_t kFilesMax = 2000;
constexpr std::int64_t kSourceBytesMax = 4 << 20;

Result<std::vector<std::string>> units_of(const CheckRequest& request, const Plan& plan);
std::vector<std::string> includes_of(const CheckRequest& request, const Plan& plan,
                                     KernelSource& source);
bool is_scaffold(const CheckRequest& request, const std::string& path);

}  // namespace

Result<KernelSources> read_sources(const CheckRequest& request, const Plan& plan) {
  KernelSources sources;
  sources.units = TRY(units_of(request, plan));
  std::vector<std::string> next = sources.units;
  while (!next.empty()) {
    const std::string path = next.back();
    next.pop_back();
    if (sources.files.count(path) > 0 || is_scaffold(request, path)) continue;
    if (sources.files.size() == kFilesMax) break;
    const std::string text = TRY(read_file(request.tree / path, kSourceBytesMax));
    KernelSource source = kernel_source(path, text);
    for (std::string& file : includes_of(request, plan, source)) next.push_back(std::move(file));
    sources.files[path] = std::move(source);
  }
  return sources;
}

KernelSource kernel_source(const std::string& path, const std::string& text) {
  KernelSource source;
  source.path = path;
  source.code = code_of(cpp_tokens(text));
  source.plain = plain_code(text);
  source.functions = device_functions(source.plain, source.variables);
  return source;
}

KernelSources::Place KernelSources::place_of(const std::string& unit,
                                             const std::string& name) const {
  const auto line_in = [&](const KernelSource& source) {
    int line = 0;
    for (const DeviceFunction& function : source.functions) {
      const bool is_better = line == 0 || function.end > function.begin;
      if (function.name == name && is_better) line = function.line;
    }
    return line;
  };
  const auto own = files.find(unit);
  if (own != files.end()) {
    if (const int line = line_in(own->second); line > 0) return {unit, line};
  }
  for (const auto& [path, source] : files) {
    if (const int line = line_in(source); line > 0) return {path, line};
  }
  return {unit, 0};
}

namespace {

Result<std::vector<std::string>> units_of(const CheckRequest& request, const Plan& plan) {
  std::vector<std::string> units;
  for (const std::string& path : TRY(list_files(request.tree))) {
    if (any_glob_matches(plan.files, path)) units.push_back(path);
  }
  if (units.size() > kUnitsMax) {
    return Error{ErrorKind::spec, fmt::format("check cuda_compile: \"files\" names {} files, at "
                                              "most {}: name fewer, or join small ones",
                                              units.size(), kUnitsMax)};
  }
  std::sort(units.begin(), units.end());
  return units;
}

// Beside the file, then below each folder of `include`.
std::vector<std::string> includes_of(const CheckRequest& request, const Plan& plan,
                                     KernelSource& source) {
  std::vector<std::string> found;
  for (const CppToken& token : source.code) {
    if (token.kind != CppKind::header || token.text.size() < 3) continue;
    const fs::path name = token.text.substr(1, token.text.size() - 2);
    std::vector<fs::path> places;
    if (token.text.front() == '"') places.push_back(fs::path(source.path).parent_path() / name);
    for (const std::string& folder : plan.include) places.push_back(folder / name);
    for (const fs::path& place : places) {
      std::error_code failed;
      const std::string inside = place.lexically_normal().generic_string();
      if (inside.rfind("..", 0) == 0 || inside.front() == '/') continue;
      if (!fs::is_regular_file(request.tree / inside, failed)) continue;
      found.push_back(inside);
      source.own_headers.insert(token.text);
      break;
    }
  }
  return found;
}

bool is_scaffold(const CheckRequest& request, const std::string& path) {
  std::error_code failed;
  return !request.spec.empty() && fs::exists(request.spec / "scaffold" / path, failed);
}

}  // namespace
}  // namespace wright
