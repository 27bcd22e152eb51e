#include "request.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "base/companion_wire.h"
#include "surroundings.h"

namespace wright {
namespace {

using Json = nlohmann::json;

Request read_request(const Json& json);
StreamMode read_mode(const std::string& word);
std::uint16_t read_port(const Json& json);
std::uint32_t read_companions(const Json& json);
bool read_devices(const Json& json);
RunLimits read_limits(const Json& json);
void expect_keys(const Json& json, const std::set<std::string>& known);
Result<void> check(const Request& request);
Result<void> check_destinations(const Request& request);
Result<void> check_destination(const std::string& at);
bool is_below(std::string_view path, std::string_view directory);

}  // namespace

Result<Request> parse_request(const std::string& text) {
  try {
    Request request = read_request(Json::parse(text));
    TRY(check(request));
    return request;
  } catch (const std::exception& fault) {
    return Error{ErrorKind::usage, fmt::format("malformed request: {}", fault.what())};
  }
}

namespace {

Request read_request(const Json& json) {
  expect_keys(json, {"argv", "mounts", "overlay", "directory", "environment", "mode", "limits",
                     "uid", "loopback_port", "companions", "surroundings", "devices"});
  Request request;
  request.argv = json.at("argv").get<std::vector<std::string>>();
  for (const Json& mount : json.value("mounts", Json::array())) {
    expect_keys(mount, {"from", "at", "writable"});
    request.mounts.push_back({mount.at("from"), mount.at("at"), mount.value("writable", false)});
  }
  if (json.contains("overlay")) {
    const Json& overlay = json["overlay"];
    expect_keys(overlay, {"lower", "changes", "at"});
    request.overlay = OverlayMount{overlay.at("lower"), overlay.at("changes"), overlay.at("at")};
  }
  request.directory = json.value("directory", request.directory);
  request.environment = json.value("environment", request.environment);
  request.mode = read_mode(json.value("mode", "capture"));
  request.limits = read_limits(json.value("limits", Json::object()));
  request.uid = json.value("uid", request.uid);
  request.loopback_port = read_port(json);
  request.companions = read_companions(json);
  request.surroundings = read_surroundings(json.value("surroundings", Json::object()));
  request.gpu = read_devices(json);
  return request;
}

StreamMode read_mode(const std::string& word) {
  if (word == "capture") return StreamMode::capture;
  if (word == "session") return StreamMode::session;
  if (word == "booth") return StreamMode::booth;
  throw std::runtime_error("unknown mode " + word);
}

std::uint16_t read_port(const Json& json) {
  constexpr std::int64_t kFirst = 1024;  // The init is nobody either.
  constexpr std::int64_t kLast = 65535;
  if (!json.contains("loopback_port")) return 0;
  const auto port = json["loopback_port"].get<std::int64_t>();
  if (port < kFirst || port > kLast) throw std::runtime_error("loopback_port is out of range");
  return static_cast<std::uint16_t>(port);
}

std::uint32_t read_companions(const Json& json) {
  const auto count = json.value("companions", std::int64_t{0});
  if (count < 0 || count > kCompanionsMax) throw std::runtime_error("companions is out of range");
  return static_cast<std::uint32_t>(count);
}

bool read_devices(const Json& json) {
  const auto devices = json.value("devices", std::vector<std::string>{});
  for (const std::string& device : devices) {
    if (device != "gpu") throw std::runtime_error("unknown device " + device);
  }
  return !devices.empty();
}

RunLimits read_limits(const Json& json) {
  RunLimits limits;
  const std::map<std::string, std::int64_t*> fields = {
      {"wall_ms", &limits.wall_ms},
      {"cpu_ms", &limits.cpu_ms},
      {"memory_bytes", &limits.memory_bytes},
      {"processes", &limits.processes},
      {"processors", &limits.processors},
      {"file_bytes", &limits.file_bytes},
      {"tmp_bytes", &limits.tmp_bytes},
      {"disk_bytes", &limits.disk_bytes},
      {"output_kept_bytes", &limits.output_kept_bytes},
      {"output_total_bytes", &limits.output_total_bytes},
  };
  for (const auto& [key, value] : json.items()) {
    const auto field = fields.find(key);
    if (field == fields.end()) throw std::runtime_error("unknown limit " + key);
    *field->second = value.get<std::int64_t>();
    if (*field->second < 0) throw std::runtime_error("negative limit " + key);
  }
  if (limits.cpu_ms == 0) limits.cpu_ms = 4 * limits.wall_ms;
  if (limits.wall_ms == 0 || limits.processes == 0) throw std::runtime_error("a limit is zero");
  return limits;
}

void expect_keys(const Json& json, const std::set<std::string>& known) {
  for (const auto& item : json.items()) {
    if (known.count(item.key()) == 0) throw std::runtime_error("unknown key " + item.key());
  }
}

Result<void> check(const Request& request) {
  if (request.mode == StreamMode::booth) {
    if (!request.argv.empty() || request.loopback_port != 0 || request.companions != 0) {
      return Error{ErrorKind::usage, "a booth has no command of its own, no port, no companions"};
    }
  } else if (request.argv.empty() || request.argv[0].empty()) {
    return Error{ErrorKind::usage, "the command is empty"};
  }
  std::vector<std::string> texts = request.argv;
  texts.push_back(request.directory);
  for (const auto& [name, value] : request.environment) {
    if (name.empty() || name.find('=') != std::string::npos) {
      return Error{ErrorKind::usage, "the environment has an empty name or one with '='"};
    }
    texts.insert(texts.end(), {name, value});
  }
  for (const InputMount& mount : request.mounts) texts.insert(texts.end(), {mount.from, mount.at});
  for (const std::string& text : texts) {
    if (text.find('\0') != std::string::npos) {
      return Error{ErrorKind::usage, "a word of the request holds a NUL byte"};
    }
  }
  if (request.uid == 0) return Error{ErrorKind::usage, "the payload's uid cannot be 0"};
  return check_destinations(request);
}

Result<void> check_destinations(const Request& request) {
  std::vector<std::string> all;
  for (const InputMount& mount : request.mounts) all.push_back(mount.at);
  if (request.overlay) all.push_back(request.overlay->at);
  for (std::size_t i = 0; i < all.size(); ++i) {
    TRY(check_destination(all[i]));
    for (std::size_t j = 0; j < all.size(); ++j) {
      if (i != j && is_below(all[i], all[j])) {
        return Error{ErrorKind::usage,
                     fmt::format("mount {} lies below the mount {}; give each its own folder",
                                 all[i], all[j])};
      }
    }
  }
  return {};
}

Result<void> check_destination(const std::string& at) {
  constexpr std::array<std::string_view, 12> kSkeleton = {
      "/usr",    "/bin", "/sbin", "/lib", "/lib32", "/lib64",
      "/libx32", "/etc", "/proc", "/dev", "/tmp",   "/.wright"};
  const bool plain = at.size() > 1 && at.front() == '/' && at.back() != '/' &&
                     (at + "/").find("//") == std::string::npos &&
                     (at + "/").find("/./") == std::string::npos &&
                     (at + "/").find("/../") == std::string::npos;
  if (!plain) return Error{ErrorKind::usage, fmt::format("mount {} is no plain absolute path", at)};
  for (const std::string_view folder : kSkeleton) {
    if (is_below(at, folder)) {
      return Error{ErrorKind::usage,
                   fmt::format("mount {} lies in the sandbox's own {}", at, folder)};
    }
  }
  return {};
}

bool is_below(std::string_view path, std::string_view directory) {
  return path == directory ||
         (path.substr(0, directory.size()) == directory && path.substr(directory.size(), 1) == "/");
}

}  // namespace
}  // namespace wright
