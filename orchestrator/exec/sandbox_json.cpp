#include "exec/sandbox_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/base64.h"
#include "base/text.h"

namespace wright {
namespace {

using Json = nlohmann::json;

const char* word_of(StreamMode mode);
Json limits_json(const Limits& limits);
Result<RunOutcome> read_outcome(const Json& json);
Isolation read_isolation(const Json& json);
std::string bytes_of(const Json& json);
Error malformed(const std::string& what, const std::exception& fault);

}  // namespace

Result<std::string> request_text(const Command& command, StreamMode mode) {
  Json json = {{"argv", command.argv},
               {"directory", command.directory},
               {"environment", command.environment},
               {"mode", word_of(mode)},
               {"limits", limits_json(command.limits)},
               {"uid", kSandboxUid},
               {"mounts", Json::array()}};
  for (const Mount& mount : command.mounts) {
    json["mounts"].push_back(
        {{"from", mount.from.string()}, {"at", mount.at}, {"writable", mount.writable}});
  }
  if (command.loopback_port != 0) json["loopback_port"] = command.loopback_port;
  if (command.companions_max != 0) json["companions"] = command.companions_max;
  if (command.shows_gpu) json["devices"] = {"gpu"};
  const Surroundings& told = command.surroundings;
  if (told != Surroundings()) {
    json["surroundings"] = {{"host_name", told.host_name},
                            {"user_name", told.user_name},
                            {"uid", told.uid},
                            {"clock_ahead_s", told.clocks_ahead.count()}};
  }
  if (command.overlay) {
    json["overlay"] = {{"lower", command.overlay->lower.string()},
                       {"changes", command.overlay->changes.string()},
                       {"at", command.overlay->at}};
  }
  try {
    return json.dump();
  } catch (const std::exception&) {
    return Error{ErrorKind::usage, "a word of the command is not UTF-8; write it to a file first"};
  }
}

Result<RunReport> read_run_report(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    RunReport report;
    report.outcome = TRY(read_outcome(json.at("outcome")));
    report.out = bytes_of(json.at("out"));
    report.err = bytes_of(json.at("err"));
    report.truncated = json.at("truncated");
    report.wall_ms = json.at("wall_ms");
    report.cpu_ms = json.at("cpu_ms");
    report.memory_peak_bytes = json.at("memory_peak_bytes");
    report.isolation = read_isolation(json.at("isolation"));
    return report;
  } catch (const std::exception& fault) {
    return malformed("the sandbox's report", fault);
  }
}

Result<Probe> read_probe(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    Probe probe;
    probe.why = escape_for_terminal(json.value("why", ""));
    probe.isolation.rung = json.at("rung");
    if (probe.isolation.rung.empty()) return probe;
    probe.isolation = read_isolation(json);
    probe.bwrap = escape_for_terminal(json.at("bwrap").get<std::string>());
    probe.kernel = json.at("kernel");
    probe.uid = json.at("uid");
    probe.took_ms = json.at("took_ms");
    return probe;
  } catch (const std::exception& fault) {
    return malformed("the probe's answer", fault);
  }
}

Result<std::vector<Attack>> read_attacks(const std::string& text) {
  try {
    std::vector<Attack> attacks;
    for (const Json& json : Json::parse(text)) {
      attacks.push_back({escape_for_terminal(json.at("name").get<std::string>()), json.at("held"),
                         escape_for_terminal(json.at("detail").get<std::string>())});
    }
    // Nothing tried is not everything held.
    if (attacks.empty()) return Error{ErrorKind::sandbox, "the list of attacks is empty"};
    return attacks;
  } catch (const std::exception& fault) {
    return malformed("the list of attacks", fault);
  }
}

namespace {

const char* word_of(StreamMode mode) {
  switch (mode) {
    case StreamMode::capture:
      return "capture";
    case StreamMode::session:
      return "session";
    case StreamMode::booth:
      return "booth";
  }
  return "";
}

Json limits_json(const Limits& limits) {
  return {{"wall_ms", limits.wall.count()},
          {"cpu_ms", limits.cpu.count()},
          {"memory_bytes", limits.memory_bytes},
          {"processes", limits.processes},
          {"processors", limits.processors},
          {"file_bytes", limits.file_bytes},
          {"tmp_bytes", limits.tmp_bytes},
          {"output_kept_bytes", limits.output_kept_bytes},
          {"output_total_bytes", limits.output_total_bytes}};
}

Result<RunOutcome> read_outcome(const Json& json) {
  if (json.contains("exit")) return RunOutcome(Exited{json["exit"].get<int>()});
  if (json.contains("signal")) return RunOutcome(Signaled{json["signal"].get<int>()});
  if (json.contains("limit")) return RunOutcome(LimitHit{json["limit"].get<std::string>()});
  return Error{ErrorKind::sandbox, escape_for_terminal(json.at("broken").get<std::string>())};
}

Isolation read_isolation(const Json& json) {
  return {json.at("rung"), json.at("enforced"), json.at("polled"), json.at("degraded")};
}

// Throws, as all reading of JSON here does.
std::string bytes_of(const Json& json) {
  Result<std::string> bytes = from_base64(json.get<std::string>());
  if (!bytes) throw std::runtime_error(bytes.error().message);
  return std::move(bytes).value();
}

Error malformed(const std::string& what, const std::exception& fault) {
  return Error{ErrorKind::sandbox,
               fmt::format("{} is malformed: {}", what, escape_for_terminal(fault.what()))};
}

}  // namespace
}  // namespace wright
