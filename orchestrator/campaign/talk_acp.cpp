#include "campaign/talk_acp.h"

#include <chrono>

#include "base/text.h"
#include "campaign/acp_runs.h"

namespace wright {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kIdleSlice{100};
constexpr milliseconds kBusySlice{5};  // While runs are looked after.
constexpr milliseconds kPause{10};     // Of an agent that has closed its output and lives on.
constexpr milliseconds kWrite{10'000};
constexpr milliseconds kToCancel{5'000};
constexpr std::size_t kTranscriptBytesMax = 1U << 20U;
constexpr std::size_t kLineBytesMax = 48U << 10U;  // Shown of one; files may be long.

class Talk {
 public:
  Talk(Session& session, const Clock& clock, AcpClient client)
      : session_(session), client_(std::move(client)), runs_(session, clock) {}

  AcpTalk run(const std::function<bool()>& is_over) {
    say(client_.begin());
    bool was_cancelled = false;
    milliseconds left = kToCancel;
    while (end_.empty() && !client_.stop_reason() && left.count() > 0) {
      const milliseconds slice = runs_.is_idle() ? kIdleSlice : kBusySlice;
      hear(slice);
      perform_all(runs_.look(client_));
      if (!is_over()) continue;
      if (!std::exchange(was_cancelled, true)) cancel();
      left -= slice;
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
  void hear(milliseconds slice) {
    const Result<std::string> line = session_.read_line(kAcpLineBytesMax, slice);
    if (!line) {
      if (session_.ends_within(kPause)) fail("the program ended");
      return;
    }
    note("< ", *line);
    const Result<AcpStep> step = client_.take(*line);
    if (!step) return fail(step.error().message);
    perform_all({*step});
  }

  // A run that cannot be started may ask for the next one.
  void perform_all(std::vector<AcpStep> steps) {
    while (!steps.empty()) {
      std::vector<AcpStep> next;
      for (const AcpStep& step : steps) {
        for (const std::string& line : step.lines) say(line);
        for (AcpStep& more : runs_.perform(step, client_)) next.push_back(std::move(more));
      }
      steps = std::move(next);
    }
  }

  void cancel() {
    if (const auto step = client_.cancel()) {
      perform_all({*step});
    } else {
      end_ = "cancelled";
    }
  }

  void fail(const std::string& why) {
    note("! ", why);
    end_ = kAcpFailed;
  }

  void note(const char* who, const std::string& line) {
    transcript_ += who + head_and_tail(line, kLineBytesMax) + "\n";
    if (transcript_.size() > 2 * kTranscriptBytesMax) {
      transcript_ = head_and_tail(transcript_, kTranscriptBytesMax);
    }
  }

  Session& session_;
  AcpClient client_;
  AcpRuns runs_;  // Killed before the session ends.
  std::string transcript_;
  std::string end_;
};

}  // namespace

AcpTalk talk_acp(Session& session, const Clock& clock, AcpClient client,
                 const std::function<bool()>& is_over) {
  return Talk(session, clock, std::move(client)).run(is_over);
}

}  // namespace wright
