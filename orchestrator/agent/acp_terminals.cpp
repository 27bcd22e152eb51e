#include "agent/acp_terminals.h"

#include <fmt/format.h>

#include <csignal>
#include <cstring>

#include "agent/acp_message.h"
#include "agent/acp_terminal_run.h"
#include "base/text.h"

namespace wright {
namespace {

using acp::answer;
using acp::count_in;
using acp::Fault;
using acp::member;
using acp::refusal;
using nlohmann::json;

constexpr const char* kNamePrefix = "terminal-";

std::string_view tail(std::string_view text, std::size_t bytes_max);
json status_of(const AcpRunEnd& end);
AcpStep refused(const std::string& id, Fault fault, const std::string& why);
AcpStep unknown(const std::string& id);

AcpRunId run_id(int number) {
  return {AcpRunId::Kind::terminal, number};
}

}  // namespace

AcpStep AcpTerminals::create(const std::string& id, const json& params) {
  if (terminals_.size() >= kAcpTerminalsMax) {
    return refused(id, Fault::failed,
                   fmt::format("{} terminals are open: release one first", kAcpTerminalsMax));
  }
  Result<AcpRun> run = terminal_run(params);
  if (!run) return refused(id, Fault::bad_parameters, run.error().message);
  const auto bytes_max = count_in(params, "outputByteLimit");
  if (!bytes_max) return refused(id, Fault::bad_parameters, bytes_max.error().message);
  run->id = run_id(++latest_);
  terminals_[latest_].bytes_max =
      std::min<std::uint64_t>(bytes_max->value_or(kAcpTerminalBytesMax), kAcpTerminalBytesMax);
  const json created{{"terminalId", kNamePrefix + std::to_string(latest_)}};
  return {{answer(id, created)}, {std::move(run).value()}, {}};
}

AcpStep AcpTerminals::output(const std::string& id, const json& params) const {
  int number = 0;
  const Terminal* terminal = find(params, number);
  if (terminal == nullptr) return unknown(id);
  const std::string text = to_utf8(tail(terminal->kept, terminal->bytes_max));
  const std::string_view shown = tail(text, terminal->bytes_max);
  json said{{"output", shown}, {"truncated", terminal->heard_bytes > terminal->bytes_max}};
  if (shown.size() < text.size()) said["truncated"] = true;
  if (terminal->end) said["exitStatus"] = status_of(*terminal->end);
  return {{answer(id, said)}, {}, {}};
}

AcpStep AcpTerminals::wait_for_exit(const std::string& id, const json& params) {
  int number = 0;
  if (find(params, number) == nullptr) return unknown(id);
  Terminal& terminal = terminals_.at(number);
  if (terminal.end) return {{answer(id, status_of(*terminal.end))}, {}, {}};
  if (terminal.waiting.size() >= kAcpWaitersMax) {
    return refused(id, Fault::failed,
                   fmt::format("{} requests wait for its end already", kAcpWaitersMax));
  }
  terminal.waiting.push_back(id);
  return {};
}

AcpStep AcpTerminals::kill(const std::string& id, const json& params) {
  int number = 0;
  const Terminal* terminal = find(params, number);
  if (terminal == nullptr) return unknown(id);
  AcpStep step{{answer(id, json::object())}, {}, {}};
  if (!terminal->end) step.kills = {run_id(number)};
  return step;
}

AcpStep AcpTerminals::release(const std::string& id, const json& params) {
  int number = 0;
  const Terminal* terminal = find(params, number);
  if (terminal == nullptr) return unknown(id);
  AcpStep step{{answer(id, json::object())}, {}, {}};
  if (!terminal->end) step.kills = {run_id(number)};
  for (const std::string& waiting : terminal->waiting) {
    step.lines.push_back(refusal(waiting, Fault::failed, "the terminal was released"));
  }
  terminals_.erase(number);
  return step;
}

AcpStep AcpTerminals::hear(int number, std::string_view bytes) {
  const auto found = terminals_.find(number);
  if (found == terminals_.end() || found->second.is_too_loud) return {};
  Terminal& terminal = found->second;
  terminal.heard_bytes += bytes.size();
  terminal.kept += bytes;
  if (terminal.kept.size() > 2 * kAcpTerminalBytesMax) {
    terminal.kept = tail(terminal.kept, kAcpTerminalBytesMax);
  }
  if (terminal.heard_bytes <= kAcpTerminalTotalBytesMax) return {};
  terminal.is_too_loud = true;
  return {{}, {}, {run_id(number)}};
}

AcpStep AcpTerminals::end(int number, const AcpRunEnd& end) {
  const auto found = terminals_.find(number);
  if (found == terminals_.end()) return {};
  Terminal& terminal = found->second;
  terminal.end = end;
  if (terminal.is_too_loud) terminal.end->limit = "output";
  if (!terminal.end->limit.empty()) {
    const std::string why = fmt::format("\n[ended: {}_limit]\n", terminal.end->limit);
    terminal.kept += why;
    terminal.heard_bytes += why.size();
  }
  AcpStep step;
  for (const std::string& id : terminal.waiting) {
    step.lines.push_back(answer(id, status_of(*terminal.end)));
  }
  terminal.waiting.clear();
  return step;
}

std::vector<AcpRunId> AcpTerminals::running() const {
  std::vector<AcpRunId> ids;
  for (const auto& [number, terminal] : terminals_) {
    if (!terminal.end) ids.push_back(run_id(number));
  }
  return ids;
}

const AcpTerminals::Terminal* AcpTerminals::find(const json& params, int& number) const {
  const json name = member(params, "terminalId");
  for (const auto& [own, terminal] : terminals_) {
    if (name != kNamePrefix + std::to_string(own)) continue;
    number = own;
    return &terminal;
  }
  return nullptr;
}

namespace {

// Cut at its beginning, and not within a character.
std::string_view tail(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t from = text.size() - bytes_max;
  while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) ++from;
  return text.substr(from);
}

json status_of(const AcpRunEnd& end) {
  const int signal = end.limit.empty() ? end.signal : SIGKILL;
  if (signal == 0) return {{"exitCode", end.exit_code}, {"signal", nullptr}};
  const char* name = ::sigabbrev_np(signal);
  return {{"exitCode", nullptr},
          {"signal", name != nullptr ? std::string("SIG") + name : std::to_string(signal)}};
}

AcpStep refused(const std::string& id, Fault fault, const std::string& why) {
  return {{refusal(id, fault, why)}, {}, {}};
}

AcpStep unknown(const std::string& id) {
  return refused(id, Fault::not_found, "no such terminal is open");
}

}  // namespace
}  // namespace wright
