#include "probe.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ladder.h"
#include "makeup_json.h"

namespace wright {
namespace {

Result<Report> try_once();
std::string bwrap_version();
int print(const nlohmann::json& json, int exit_code);

}  // namespace

int probe() {
  const auto began = std::chrono::steady_clock::now();
  const Result<Report> tried = try_once();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began);
  if (!tried) return print({{"rung", ""}, {"why", tried.error().message}}, 3);
  nlohmann::json json = to_json(tried->makeup);
  json["bwrap"] = bwrap_version();
  json["took_ms"] = took.count();
  if (tried->kind == Report::Kind::exited && tried->number == 0) return print(json, 0);
  json["rung"] = "";
  json["why"] = "true did not succeed in the sandbox: " + tried->word + tried->err;
  return print(json, 3);
}

namespace {

Result<Report> try_once() {
  const Descriptor signals = TRY(catch_signals());
  Request request;
  request.argv = {"/usr/bin/true"};
  request.limits.wall_ms = 10000;
  request.limits.cpu_ms = 10000;
  return run_once(request, {signals.get(), -1});
}

std::string bwrap_version() {
  std::FILE* pipe = ::popen("/usr/bin/bwrap --version 2>/dev/null", "re");
  if (pipe == nullptr) return "";
  char line[100] = "";
  const bool said = std::fgets(line, sizeof line, pipe) != nullptr;
  ::pclose(pipe);
  std::string version = said ? line : "";
  while (!version.empty() && version.back() == '\n') version.pop_back();
  return version.substr(version.rfind(' ') + 1);
}

int print(const nlohmann::json& json, int exit_code) {
  const std::string text =
      json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
  std::fputs(text.c_str(), stdout);
  return exit_code;
}

}  // namespace
}  // namespace wright
