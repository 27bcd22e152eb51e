#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "core/json.h"
#include "judge/judge.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::int64_t kCheckFileBytesMax = 64 << 10;

Result<CheckInfo> load_check(const fs::path& file);

}  // namespace

Tools tools_beside(const fs::path& program) {
  const fs::path build = program.parent_path().parent_path();
  return Tools{build / "libexec", build / "share", build / "bin" / "wright-sandbox"};
}

std::string identity_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return "absent";
  return fmt::format("{}:{}:{}:{}", status.st_ino, status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec);
}

std::string identity_of(const Tools& tools, const std::string& check) {
  std::vector<fs::path> files{tools.libexec / ("check-" + check), tools.sandbox,
                              tools.sandbox.parent_path() / "wright-init",
                              tools.share / "checks" / check / "check.json"};
  for (const char* folder : {"kit", "hollow", "count", "elsewhere", "torch_host", "emulator"}) {
    std::error_code failed;
    for (const auto& entry : fs::recursive_directory_iterator(tools.share / folder, failed)) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::string text;
  for (const fs::path& file : files) {
    text += file.filename().string() + " " + identity_of(file) + "\n";
  }
  return text;
}

Result<CheckTable> load_checks(const Tools& tools) {
  CheckTable table;
  std::error_code failed;
  for (const auto& folder : fs::directory_iterator(tools.share / "checks", failed)) {
    CheckInfo info = TRY(load_check(folder.path() / "check.json"));
    table[info.name] = std::move(info);
  }
  if (table.empty()) {
    return Error{ErrorKind::io, fmt::format("no checks below {}: build the project first",
                                            (tools.share / "checks").string())};
  }
  return table;
}

namespace {

Result<CheckInfo> load_check(const fs::path& file) {
  const std::string text = TRY(read_file(file, kCheckFileBytesMax));
  const json value = TRY(parse_json(text));
  try {
    CheckInfo info;
    info.name = value.at("check").get<std::string>();
    info.tier = value.at("tier").get<int>();
    info.visible = value.at("visible").get<bool>();
    info.reads_outside = value.value("reads_outside", false);
    info.required = value.value("required", std::vector<std::string>{});
    info.optional = value.value("optional", std::vector<std::string>{});
    info.told = value.value("told", std::vector<std::string>{});
    info.gives = value.value("gives", std::string());
    info.gives_what = value.value("gives_what", std::string());
    return info;
  } catch (const json::exception& fault) {
    return Error{ErrorKind::protocol, fmt::format("{}: {}", file.string(), fault.what())};
  }
}

}  // namespace
}  // namespace wright
