#include "attack_case.h"

#include <fmt/format.h>

namespace wright {
namespace {

std::string last_line(const std::string& text);

}  // namespace

void Tries::note(const std::string& what, bool worked) {
  std::string& list = worked ? worked_ : refused_;
  if (!list.empty()) list += ", ";
  list += what;
}

std::string Tries::line() const {
  const std::string& list = worked_.empty() ? refused_ : worked_;
  const std::string text = (worked_.empty() ? "held: " : "broke: ") + list;
  return remarks_.empty() ? text : text + " (" + remarks_ + ")";
}

std::string describe(const Report& report) {
  const std::string said = last_line(report.out);
  switch (report.kind) {
    case Report::Kind::exited:
      return said.empty() ? fmt::format("exit {}", report.number) : said;
    case Report::Kind::signaled:
      return fmt::format("signal {}", report.number);
    case Report::Kind::limit:
      return fmt::format("{} limit after {} ms", report.word, report.wall_ms);
    case Report::Kind::broken:
      return report.word;
  }
  return "";
}

std::string was_refused(const Seen& seen) {
  const bool ended = seen.report.kind == Report::Kind::exited && seen.report.number == 0;
  if (!ended) return "it did not end by itself; ";
  return last_line(seen.report.out).rfind("held: ", 0) == 0 ? "" : "it worked; ";
}

Outside was_limited(const std::string& limit) {
  return [limit](const Seen& seen) {
    const bool named = seen.report.kind == Report::Kind::limit && seen.report.word == limit;
    return named ? "" : fmt::format("the {} limit was not named; ", limit);
  };
}

RunLimits attack_limits() {
  RunLimits limits;
  // Long enough that on a crowded machine another limit is still met first.
  limits.wall_ms = 20000;
  limits.cpu_ms = 20000;
  limits.memory_bytes = 512LL << 20;
  limits.processes = 64;
  limits.file_bytes = 64LL << 20;
  limits.tmp_bytes = 16LL << 20;
  limits.disk_bytes = 1LL << 30;
  return limits;
}

namespace {

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n') + 1;
  const std::size_t begin = text.rfind('\n', end == 0 ? 0 : end - 1) + 1;
  return text.substr(begin, end - begin);
}

}  // namespace
}  // namespace wright
