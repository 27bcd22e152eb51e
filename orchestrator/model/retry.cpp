#include "model/retry.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>

#include "model/failure.h"

namespace wright {
namespace {

using std::chrono::milliseconds;

std::optional<double> number_in(const std::string& text);
std::optional<milliseconds> asked_wait(const RetryHint& hint, std::int64_t now_ms);
std::optional<std::int64_t> http_date_ms(const std::string& text);

}  // namespace

std::optional<milliseconds> wait_before_retry(const RetryPolicy& policy, CallOutcome outcome,
                                              const RetryHint& hint, int tries, double drawn,
                                              std::int64_t now_ms) {
  if (tries >= policy.tries_max || is_model_work(outcome) || outcome == CallOutcome::cancelled) {
    return std::nullopt;
  }
  const bool is_told = hint.should_retry == "true" || hint.should_retry == "false";
  const bool wanted = is_told ? hint.should_retry == "true" : may_pass(outcome);
  if (!wanted) return std::nullopt;
  const std::optional<milliseconds> asked = asked_wait(hint, now_ms);
  if (asked && asked->count() > 0 && *asked <= policy.asked_max) return asked;
  const double grown = static_cast<double>(policy.base.count()) * std::exp2(tries - 1);
  const double wait = std::min(grown, static_cast<double>(policy.wait_max.count()));
  return milliseconds(static_cast<std::int64_t>(wait * (1 - 0.25 * drawn)));
}

namespace {

std::optional<double> number_in(const std::string& text) {
  double number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = failed == std::errc() && end == text.data() + text.size();
  if (!is_whole || !std::isfinite(number) || std::fabs(number) > 1e9) return std::nullopt;
  return number;
}

std::optional<milliseconds> asked_wait(const RetryHint& hint, std::int64_t now_ms) {
  if (const auto wait = number_in(hint.after_ms)) {
    return milliseconds(static_cast<std::int64_t>(*wait));
  }
  if (const auto wait = number_in(hint.after)) {
    return milliseconds(static_cast<std::int64_t>(*wait * 1000));
  }
  if (const auto date = http_date_ms(hint.after)) return milliseconds(*date - now_ms);
  return std::nullopt;
}

// "Wed, 21 Oct 2026 07:28:00 GMT".
std::optional<std::int64_t> http_date_ms(const std::string& text) {
  std::tm date{};
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return static_cast<std::int64_t>(::timegm(&date)) * 1000;
}

}  // namespace
}  // namespace wright
