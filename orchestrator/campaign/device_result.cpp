#include "campaign/device_result.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "campaign/text_at.h"
#include "core/json.h"
#include "exec/gzip.h"

namespace wright {
namespace {

constexpr std::string_view kFolder = "result/";
constexpr std::string_view kSums = "SHA256SUMS";
constexpr std::size_t kSmallBytesMax = 4096;
constexpr const char* kAgain = "run the bundle again, or bring its result.tar.gz as it is";

Result<TarFiles> unpack(const std::string& archive);
Result<void> check_sums(const TarFiles& files);
Result<void> take(const std::string& path, const TarFile& file, DeviceResult& result);
Result<void> take_of_suite(const std::string& path, const TarFile& file, DeviceResult& result);
bool is_suite_name(const std::string& name);
bool is_file_name(const std::string& name);
Result<void> check_whole(const TarFiles& files, const DeviceResult& result);
Error refused(const std::string& why);

}  // namespace

Result<DeviceResult> read_device_result(const std::string& name, const std::string& archive) {
  const auto read = [&]() -> Result<DeviceResult> {
    const TarFiles files = TRY(unpack(archive));
    TRY(check_sums(files));
    DeviceResult result;
    for (const auto& [path, file] : files) TRY(take(path, file, result));
    TRY(check_whole(files, result));
    return result;
  };
  Result<DeviceResult> result = read();
  if (result || result.error().kind != ErrorKind::usage) return result;
  return Error{ErrorKind::usage, fmt::format("{}: {}; {}", escape_for_terminal(name),
                                             result.error().message, kAgain)};
}

ManifestHead read_manifest(const std::string& manifest) {
  const Result<nlohmann::json> value = parse_json(manifest);
  if (!value) return {};
  return {text_at(*value, "/commit"), text_at(*value, "/tree"), text_at(*value, "/spec"),
          text_at(*value, "/spec_digest"), text_at(*value, "/spec_from")};
}

namespace {

Result<TarFiles> unpack(const std::string& archive) {
  const std::string bytes = TRY(gunzipped(archive, kResultBytesMax));
  TarFiles files;
  for (auto& [path, file] : TRY(read_tar(bytes))) {
    if (path.rfind(kFolder, 0) != 0) {
      return refused(fmt::format("{} does not lie in {}", escape_for_terminal(path), kFolder));
    }
    files.emplace(path.substr(kFolder.size()), std::move(file));
  }
  return files;
}

// Every file but the list itself is on the list, once and with its digest.
Result<void> check_sums(const TarFiles& files) {
  const auto list = files.find(std::string(kSums));
  if (list == files.end()) return refused("SHA256SUMS is missing");
  std::size_t listed = 0;
  for (const std::string& line : split(trim(list->second.bytes), '\n')) {
    constexpr std::size_t kDigits = 64;
    const std::string prefix = "  ./";
    const std::string path = line.substr(std::min(line.size(), kDigits + prefix.size()));
    const auto file = files.find(path);
    if (line.substr(std::min(line.size(), kDigits), prefix.size()) != prefix ||
        file == files.end()) {
      return refused(fmt::format("SHA256SUMS has a line about no file: {}",
                                 escape_for_terminal(head_and_tail(line, 100))));
    }
    if (line.substr(0, kDigits) != sha256_hex(file->second.bytes)) {
      return refused(fmt::format("{} does not have its digest", escape_for_terminal(path)));
    }
    ++listed;
  }
  if (listed + 1 == files.size()) return {};
  return refused("SHA256SUMS does not list each file once");
}

Result<void> take(const std::string& path, const TarFile& file, DeviceResult& result) {
  if (path == kSums) return {};
  if (path.rfind("cases/", 0) == 0) return take_of_suite(path, file, result);
  if (path == "manifest.json") {
    result.manifest = file.bytes;
    return {};
  }
  if (file.bytes.size() > kSmallBytesMax) {
    return refused(fmt::format("{} is too large", escape_for_terminal(path)));
  }
  if (path == "device") {
    const std::string_view word = trim(file.bytes);
    if (word != "cuda" && word != "cpu") return refused("device says neither cuda nor cpu");
    result.is_cuda = word == "cuda";
  } else if (path == "device.json") {
    result.device = file.bytes;
  } else if (path == "nvcc") {
    result.nvcc = file.bytes;
  } else {
    return refused(fmt::format("{} is no file of a result", escape_for_terminal(path)));
  }
  return {};
}

Result<void> take_of_suite(const std::string& path, const TarFile& file, DeviceResult& result) {
  const std::vector<std::string> parts = split(path, '/');
  if (parts.size() != 3 || !is_suite_name(parts[1]) || !is_file_name(parts[2])) {
    return refused(fmt::format("{} is no file of a result", escape_for_terminal(path)));
  }
  result.suites[parts[1]][parts[2]] = file.bytes;
  return {};
}

bool is_suite_name(const std::string& name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), is_allowed);
}

// "replies-0a", "exit-2b", "memcheck-0a.log", "memcheck-0a.exit".
bool is_file_name(const std::string& name) {
  const std::size_t dash = name.find('-');
  if (dash == std::string::npos) return false;
  const std::string kind = name.substr(0, dash);
  std::string process = name.substr(dash + 1);
  if (kind != "replies" && kind != "exit") {
    constexpr std::string_view kTools[] = {"memcheck", "racecheck", "initcheck", "synccheck"};
    const std::size_t dot = process.find('.');
    const std::string end = dot == std::string::npos ? "" : process.substr(dot);
    if (std::count(std::begin(kTools), std::end(kTools), kind) == 0) return false;
    if (end != ".log" && end != ".exit") return false;
    process.resize(dot);
  }
  return process.size() >= 2 && process.size() <= 3 &&
         process.find_first_not_of("0123456789") == process.size() - 1 &&
         (process.back() == 'a' || process.back() == 'b');
}

Result<void> check_whole(const TarFiles& files, const DeviceResult& result) {
  for (const char* path : {"manifest.json", "device"}) {
    if (files.count(path) == 0) return refused(fmt::format("{} is missing", path));
  }
  if (result.is_cuda && (result.device.empty() || result.nvcc.empty())) {
    return refused("device.json or nvcc is missing: nothing says what it ran on");
  }
  if (result.suites.empty()) return refused("it has no replies");
  return {};
}

Error refused(const std::string& why) {
  return Error{ErrorKind::usage, why};
}

}  // namespace
}  // namespace wright
