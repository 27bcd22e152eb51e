#include "cli/print.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kWidthDefault = 100;
constexpr std::size_t kShortId = 10;

std::size_t terminal_width() {
  winsize size{};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20;
  return known ? size.ws_col : kWidthDefault;
}

}  // namespace

bool is_terminal() {
  return ::isatty(STDOUT_FILENO) == 1;
}

std::string tinted(Tint tint, std::string_view text) {
  if (!is_terminal() || tint == Tint::plain) return std::string(text);
  const char* code = tint == Tint::good    ? "32"
                     : tint == Tint::bad   ? "31"
                     : tint == Tint::faint ? "2"
                                           : "1";
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

void print_table(const std::vector<std::string>& head, std::vector<std::vector<std::string>> rows) {
  for (auto& row : rows) {
    for (std::string& cell : row) cell = escape_for_terminal(cell);
  }
  std::vector<std::size_t> widths(head.size(), 0);
  const auto widen = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < head.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  };
  widen(head);
  for (const auto& row : rows) widen(row);
  const std::size_t width = is_terminal() ? terminal_width() : SIZE_MAX;
  const auto print_row = [&](const std::vector<std::string>& row, Tint tint) {
    std::string line;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      line += fmt::format("{:<{}}  ", row[i], widths[i]);
    }
    line += row.back();
    if (line.size() > width) line = line.substr(0, width - 1) + "~";
    fmt::print("{}\n", tinted(tint, line));
  };
  print_row(head, Tint::faint);
  for (const auto& row : rows) print_row(row, Tint::plain);
}

void print_json(const nlohmann::json& record) {
  fmt::print("{}\n", record.dump(2, ' ', true, nlohmann::json::error_handler_t::replace));
}

std::string short_id(const std::string& id) {
  return id.substr(0, kShortId);
}

std::string seconds_text(std::int64_t milliseconds) {
  const double seconds = static_cast<double>(milliseconds) / 1000.0;
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(seconds);
  return fmt::format("{} min {:02} s", whole / 60, whole % 60);
}

std::string date_text(std::int64_t milliseconds) {
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

const char* word_of(CheckStatus status) {
  switch (status) {
    case CheckStatus::pass:
      return "pass";
    case CheckStatus::fail:
      return "fail";
    case CheckStatus::unavailable:
      return "unavailable";
    case CheckStatus::broken:
      break;
  }
  return "broken";
}

const char* word_of(VerdictStatus status) {
  switch (status) {
    case VerdictStatus::pass:
      return "pass";
    case VerdictStatus::fail:
      return "fail";
    case VerdictStatus::blocked:
      return "blocked";
    case VerdictStatus::broken:
      break;
  }
  return "broken";
}

const char* word_of(AttemptStage stage) {
  switch (stage) {
    case AttemptStage::open:
      return "open";
    case AttemptStage::submitted:
      return "submitted";
    case AttemptStage::seeded:
      return "seeded";
    case AttemptStage::judged:
      return "judged";
    case AttemptStage::landing:
      return "landing";
    case AttemptStage::landed:
      return "landed";
    case AttemptStage::rejected:
      return "rejected";
    case AttemptStage::abandoned:
      break;
  }
  return "abandoned";
}

const char* word_of(ActionKind kind) {
  switch (kind) {
    case ActionKind::exec:
      return "exec";
    case ActionKind::read:
      return "read";
    case ActionKind::write:
      return "write";
    case ActionKind::note:
      return "note";
    case ActionKind::check:
      return "check";
    case ActionKind::model:
      return "model";
    case ActionKind::remember:
      return "remember";
    case ActionKind::program:
      return "program";
    case ActionKind::call:
      break;
  }
  return "call";
}

Listener printing_listener(bool json) {
  Listener listener;
  if (json) return listener;
  listener.finished = [](const CheckReport& report) {
    const bool is_good = report.status == CheckStatus::pass;
    fmt::print(
        "{}  {:<14} {}  ({})\n",
        tinted(is_good ? Tint::good : Tint::bad, fmt::format("{:<11}", word_of(report.status))),
        report.check, escape_for_terminal(report.summary), seconds_text(report.duration_ms));
    std::fflush(stdout);
  };
  return listener;
}

Progress::Progress() : began_ms_(SystemClock().steady_ms()), on_terminal_(is_terminal()) {}
Progress::~Progress() {
  clear_line();
}

void Progress::show(const Notice& notice) {
  const std::string text = escape_for_terminal(notice.text);
  const std::string name = notice.attempt.value;
  if (notice.kind == Notice::Kind::check_started) current_ = text;
  const bool is_passing = notice.kind == Notice::Kind::check_started;
  if (!is_passing || !on_terminal_) {
    clear_line();
    const auto line = [&](Tint tint, const char* word) {
      fmt::print("{}  {}{}{}\n", tinted(tint, fmt::format("{:<9}", word)), name,
                 name.empty() || text.empty() ? "" : "  ", text);
    };
    switch (notice.kind) {
      case Notice::Kind::attempt_opened:
        line(Tint::strong, "attempt");
        break;
      case Notice::Kind::action:
        line(Tint::faint, "action");
        break;
      case Notice::Kind::check_started:
        break;
      case Notice::Kind::check_finished:
        line(Tint::faint, "check");
        break;
      case Notice::Kind::rejected:
        line(Tint::bad, "rejected");
        break;
      case Notice::Kind::landed:
        line(Tint::good, "landed");
        break;
      case Notice::Kind::abandoned:
        line(Tint::faint, "abandoned");
        break;
      case Notice::Kind::closed:
        line(Tint::good, "campaign");
        break;
      case Notice::Kind::progress:
        line(Tint::plain, "note");
        break;
    }
  }
  if (on_terminal_ && notice.kind != Notice::Kind::closed) status_line(notice);
  std::fflush(stdout);
}

void Progress::clear_line() const {
  if (on_terminal_) fmt::print("\r\x1b[K");
}

// [####....] 2/6 matmul.1 differential  1 min 10 s, about 2 min 20 s to go
void Progress::status_line(const Notice& notice) const {
  constexpr int kBar = 24;
  const int tasks = std::max(1, notice.tasks);
  const int filled = kBar * notice.landed / tasks;
  const std::int64_t elapsed = SystemClock().steady_ms() - began_ms_;
  std::string eta;
  if (notice.landed > 0) {
    const std::int64_t left = elapsed * (tasks - notice.landed) / notice.landed;
    eta = fmt::format(", about {} to go", seconds_text(left));
  }
  std::string line =
      fmt::format("[{}{}] {}/{} {} {}  {}{}", std::string(static_cast<std::size_t>(filled), '#'),
                  std::string(static_cast<std::size_t>(kBar - filled), '.'), notice.landed, tasks,
                  notice.task.value, current_, seconds_text(elapsed), eta);
  const std::size_t width = terminal_width();
  if (line.size() >= width) line.resize(width - 1);
  fmt::print("\r\x1b[K{}", line);
}

}  // namespace wright
