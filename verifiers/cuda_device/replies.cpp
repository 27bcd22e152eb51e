#include "replies.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kReplyLineMax = 65536;
constexpr const char* kElsewhere = "elsewhere";

std::size_t payload_bytes(const std::string& line);

// Where a grading is in what was told.
struct Place {
  std::vector<Told> told;
  Turn turn;
  bool is_fallen = false;  // A host that ended there is not started again here.
};

class Teller : public Session {
 public:
  explicit Teller(std::shared_ptr<Place> place)
      : place_(std::move(place)), process_(place_->turn.process) {}

  Result<void> write(std::string_view bytes, std::chrono::milliseconds deadline) override;
  Result<std::string> read_line(std::size_t bytes_max, std::chrono::milliseconds deadline) override;
  Result<std::string> read_bytes(std::size_t count, std::chrono::milliseconds deadline) override;
  Result<RunReport> finish(std::chrono::milliseconds deadline) override;

 private:
  [[nodiscard]] const Told& told() const {
    return place_->told.at(static_cast<std::size_t>(process_));
  }
  [[nodiscard]] std::size_t find_request() const;

  std::shared_ptr<Place> place_;
  int process_ = 0;
  std::string number_;
  Request asked_;
  std::size_t payload_left_ = 0;
  std::size_t next_ = 0;  // Of the script's requests.
  std::string nonce_;
  std::string payload_;
};

}  // namespace

Replies read_replies(std::string_view bytes, std::size_t requests) {
  Replies replies;
  while (replies.all.size() < requests) {
    const std::size_t end = bytes.substr(0, kReplyLineMax + 1).find('\n');
    const std::string number = fmt::format("{} ", replies.all.size() + 1);
    if (end == std::string_view::npos || bytes.substr(0, number.size()) != number) {
      replies.fault = bytes.empty() ? "nothing more was written" : "what follows is no reply to it";
      return replies;
    }
    Replies::One one{std::string(bytes.substr(number.size(), end - number.size())), ""};
    bytes.remove_prefix(end + 1);
    const std::size_t size = payload_bytes(one.line);
    if (size > bytes.size()) {
      replies.fault = "its reply is cut off";
      return replies;
    }
    one.payload = bytes.substr(0, size);
    bytes.remove_prefix(size);
    replies.all.push_back(std::move(one));
  }
  if (!bytes.empty()) replies.all.back().line += " and more that nobody asked for";
  return replies;
}

Grading graded_from(Grading grading, std::vector<Told> told) {
  const auto place = std::make_shared<Place>();
  place->told = std::move(told);
  grading.before = [place](const Turn& turn) { place->turn = turn; };
  grading.candidate = [place]() -> Result<std::unique_ptr<Session>> {
    return std::unique_ptr<Session>(std::make_unique<Teller>(place));
  };
  return grading;
}

namespace {

// What the line announces; what it must be is the grader's business.
std::size_t payload_bytes(const std::string& line) {
  if (line.rfind("tensor ", 0) != 0 && line.rfind("wide ", 0) != 0) return 0;
  const std::string_view word = std::string_view(line).substr(line.rfind(' ') + 1);
  std::size_t size = 0;
  const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), size);
  return failed == std::errc() && end == word.data() + word.size() ? size : 0;
}

Result<void> Teller::write(std::string_view bytes, std::chrono::milliseconds) {
  if (payload_left_ > 0) {
    asked_.payload += bytes;
    payload_left_ -= std::min(payload_left_, bytes.size());
    return {};
  }
  const std::size_t space = bytes.find(' ');
  number_ = bytes.substr(0, space);
  asked_ = {std::string(trim(bytes.substr(space + 1))), ""};
  if (asked_.words.rfind("new ", 0) == 0) {
    payload_left_ = std::stoul(asked_.words.substr(asked_.words.rfind(' ') + 1));
  }
  return {};
}

Result<std::string> Teller::read_line(std::size_t, std::chrono::milliseconds) {
  const auto ended = [&](const std::string& why) {
    place_->is_fallen = true;
    return Error{ErrorKind::protocol, why};
  };
  if (place_->is_fallen) return ended("it had ended before");
  const bool is_hello = asked_.words.rfind("hello ", 0) == 0;
  if (is_hello) nonce_ = asked_.words.substr(sizeof "hello");
  const std::size_t at = is_hello ? 0 : find_request();
  const Replies& replies = told().replies;
  if (at >= told().script.requests.size()) return ended("its script has no such request");
  if (at >= replies.all.size())
    return ended("request " + std::to_string(at + 1) + " there: " + replies.fault);
  next_ = at + 1;
  std::string line = replies.all[at].line;
  payload_ = replies.all[at].payload;
  // The nonce of the script proves there what the grader's does here.
  const std::size_t nonce = line.find(told().script.nonce);
  const bool is_bye = asked_.words == "bye";
  if ((is_hello || is_bye) && nonce != std::string::npos) {
    line.replace(nonce, told().script.nonce.size(), nonce_);
  }
  return number_ + " " + line;
}

// The next one of the turn that is the same; those between were needless, since a call before them
// was refused.
std::size_t Teller::find_request() const {
  const Script& script = told().script;
  std::size_t first = next_;
  std::size_t end = script.requests.size();
  for (const Script::Part& part : script.parts) {
    if (part.turn != place_->turn || asked_.words == "bye") continue;
    first = std::max(first, part.first);
    end = part.end;
  }
  for (std::size_t at = first; at < end; ++at) {
    if (script.requests[at] == asked_) return at;
  }
  return script.requests.size();
}

Result<std::string> Teller::read_bytes(std::size_t count, std::chrono::milliseconds) {
  if (payload_.size() != count) return Error{ErrorKind::protocol, "its reply is cut off"};
  return std::exchange(payload_, {});
}

Result<RunReport> Teller::finish(std::chrono::milliseconds) {
  RunReport report;
  report.outcome = told().outcome;
  report.isolation.rung = kElsewhere;
  return report;
}

}  // namespace
}  // namespace wright
