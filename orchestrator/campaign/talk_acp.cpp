#include "campaign/talk_acp.h"

#include <chrono>

#include "base/text.h"

namespace wright {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kSlice{100};
constexpr milliseconds kPause{10};  // Of an agent that has closed its output and lives on.
constexpr milliseconds kWrite{10'000};
constexpr milliseconds kToCancel{5'000};
constexpr std::size_t kTranscriptBytesMax = 1U << 20U;
constexpr const char* kFailed = "acp_error";

class Talk {
 public:
  Talk(Session& session, AcpClient client) : session_(session), client_(std::move(client)) {}

  AcpTalk run(const std::function<bool()>& is_over) {
    say(client_.begin());
    bool was_cancelled = false;
    milliseconds left = kToCancel;
    while (end_.empty() && !client_.stop_reason() && left.count() > 0) {
      hear();
      if (!is_over()) continue;
      if (!std::exchange(was_cancelled, true)) cancel();
      left -= kSlice;
    }
    if (end_.empty()) end_ = client_.stop_reason().value_or("cancelled");
    return {end_, to_utf8(head_and_tail(transcript_, kTranscriptBytesMax))};
  }

 private:
  void say(const std::string& line) {
    note("> ", line);
    const Result<void> written = session_.write(line + "\n", kWrite);
    if (!written) fail(written.error().message);
  }

  // One line, or none within a moment.
  void hear() {
    const Result<std::string> line = session_.read_line(kAcpLineBytesMax, kSlice);
    if (!line) {
      if (session_.ends_within(kPause)) fail("the program ended");
      return;
    }
    note("< ", *line);
    const Result<std::vector<std::string>> answers = client_.take(*line);
    if (!answers) return fail(answers.error().message);
    for (const std::string& answer : *answers) say(answer);
  }

  void cancel() {
    if (const auto line = client_.cancel()) {
      say(*line);
    } else {
      end_ = "cancelled";
    }
  }

  void fail(const std::string& why) {
    note("! ", why);
    end_ = kFailed;
  }

  void note(const char* who, const std::string& line) {
    transcript_ += who + line + "\n";
    if (transcript_.size() > 2 * kTranscriptBytesMax) {
      transcript_ = head_and_tail(transcript_, kTranscriptBytesMax);
    }
  }

  Session& session_;
  AcpClient client_;
  std::string transcript_;
  std::string end_;
};

}  // namespace

AcpTalk talk_acp(Session& session, AcpClient client, const std::function<bool()>& is_over) {
  return Talk(session, std::move(client)).run(is_over);
}

}  // namespace wright
