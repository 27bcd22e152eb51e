#include "script.h"

#include <fmt/format.h>

#include <memory>

#include "base/hash.h"
#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kNonceDigits = 32;

// Answers each request as if all were well, and keeps it.
class Scribe : public Session {
 public:
  explicit Scribe(std::vector<Request>& requests) : requests_(requests) {}

  Result<void> write(std::string_view bytes, std::chrono::milliseconds deadline) override;
  Result<std::string> read_line(std::size_t bytes_max, std::chrono::milliseconds deadline) override;
  Result<std::string> read_bytes(std::size_t count, std::chrono::milliseconds deadline) override;
  Result<RunReport> finish(std::chrono::milliseconds deadline) override;

 private:
  std::vector<Request>& requests_;
  std::size_t payload_left_ = 0;
};

Result<Script> script_of(const Grading& grading, int process);

}  // namespace

std::string Script::text() const {
  std::string text;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    text += fmt::format("{} {}\n", i + 1, requests[i].words);
    text += requests[i].payload;
  }
  return text;
}

Result<std::vector<Script>> scripts_of(const Grading& grading) {
  std::vector<Script> scripts;
  const std::vector<Turn> turns = turns_of(grading);
  const int processes = turns.empty() ? 0 : turns.back().process + 1;
  for (int process = 0; process < processes; ++process) {
    scripts.push_back(TRY(script_of(grading, process)));
  }
  return scripts;
}

namespace {

Result<Script> script_of(const Grading& grading, int process) {
  Script script;
  script.nonce =
      sha256_hex(fmt::format("{}/script/{}", grading.seed, process)).substr(0, kNonceDigits);
  Host host(std::make_unique<Scribe>(script.requests), script.nonce, grading.deadlines);
  TRY(host.hello());
  for (const Turn& turn : turns_of(grading)) {
    if (turn.process != process) continue;
    const Program program = TRY(program_of(grading, turn));
    const std::size_t first = script.requests.size();
    const Execution done = TRY(execute(host, program, reply_bounds(program, {})));
    if (done.violation) return Error{ErrorKind::protocol, done.violation->message};
    script.parts.push_back({turn, first, script.requests.size()});
  }
  TRY(host.bye());
  return script;
}

// A request's line and its payload come in two writes.
Result<void> Scribe::write(std::string_view bytes, std::chrono::milliseconds) {
  if (payload_left_ > 0) {
    requests_.back().payload += bytes;
    payload_left_ -= bytes.size();
    return {};
  }
  const std::string_view words = trim(bytes.substr(bytes.find(' ') + 1));
  requests_.push_back({std::string(words), ""});
  if (words.rfind("new ", 0) == 0) {
    payload_left_ = std::stoul(std::string(words.substr(words.rfind(' ') + 1)));
  }
  return {};
}

Result<std::string> Scribe::read_line(std::size_t, std::chrono::milliseconds) {
  const std::string& words = requests_.back().words;
  const std::string verb = words.substr(0, words.find(' '));
  const bool is_question = verb == "read" || verb == "strides" || verb == "shares";
  std::string reply = is_question ? "none" : "ok";
  if (verb == "hello") reply = words + " 1";
  if (verb == "bye") reply = "bye " + requests_.front().words.substr(sizeof "hello");
  return fmt::format("{} {}", requests_.size(), reply);
}

// Nothing follows `bye`.
Result<std::string> Scribe::read_bytes(std::size_t, std::chrono::milliseconds) {
  return Error{ErrorKind::protocol, "the end"};
}

Result<RunReport> Scribe::finish(std::chrono::milliseconds) {
  RunReport report;
  report.outcome = Exited{0};
  return report;
}

}  // namespace
}  // namespace wright
