#include "model/http_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr int kBad = 400;
constexpr int kTooLong = 413;

// What is wrong with a request.
struct Fault {
  int status = kBad;
  std::string why;
};

std::optional<Fault> read_head(std::string_view head, std::size_t headers_max, HttpCall& call);
std::optional<Fault> read_first_line(std::string_view line, HttpCall& call);
std::optional<Fault> read_header(std::string_view line, HttpCall& call);
std::optional<Fault> check_framing(const HttpCall& call);
ParsedCall with_counted_body(HttpCall call, std::string_view rest, std::size_t bytes_max);
ParsedCall with_chunked_body(HttpCall call, std::string_view rest, std::size_t bytes_max);
std::optional<std::size_t> number_in(std::string_view text, int base);
ParsedCall whole(HttpCall call);
ParsedCall faulty(int status, const std::string& why);
std::string lower(std::string_view text);

}  // namespace

ParsedCall parse_call(std::string_view bytes, const CallLimits& limits) {
  const std::size_t end = bytes.find(kHeadEnd);
  if (std::min(end, bytes.size()) > limits.head_bytes_max) return faulty(431, "its head is long");
  if (end == std::string_view::npos) return {};
  HttpCall call;
  std::optional<Fault> fault = read_head(bytes.substr(0, end), limits.headers_max, call);
  if (!fault) fault = check_framing(call);
  if (fault) return faulty(fault->status, fault->why);
  const std::string_view rest = bytes.substr(end + kHeadEnd.size());
  const bool wants_continue = call.headers.count("expect") > 0 && rest.empty();
  ParsedCall parsed = call.headers.count("transfer-encoding") > 0
                          ? with_chunked_body(std::move(call), rest, limits.body_bytes_max)
                          : with_counted_body(std::move(call), rest, limits.body_bytes_max);
  parsed.wants_continue = wants_continue && parsed.state == ParsedCall::State::partial;
  return parsed;
}

namespace {

std::optional<Fault> read_head(std::string_view head, std::size_t headers_max, HttpCall& call) {
  std::size_t at = head.find(kLineEnd);
  if (const auto fault = read_first_line(head.substr(0, at), call)) return fault;
  for (std::size_t count = 0; at != std::string_view::npos; ++count) {
    if (count == headers_max) return Fault{431, "it has too many headers"};
    const std::size_t begin = at + kLineEnd.size();
    at = head.find(kLineEnd, begin);
    if (const auto fault = read_header(head.substr(begin, at - begin), call)) return fault;
  }
  return std::nullopt;
}

std::optional<Fault> read_first_line(std::string_view line, HttpCall& call) {
  const std::vector<std::string> words = split(line, ' ');
  const bool is_http = words.size() == 3 && (words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0");
  if (!is_http || words[0].empty() || words[1].rfind('/', 0) != 0) {
    return Fault{kBad, "its first line is no request of HTTP/1.1"};
  }
  call.method = words[0];
  call.path = words[1].substr(0, words[1].find('?'));
  return std::nullopt;
}

std::optional<Fault> read_header(std::string_view line, HttpCall& call) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  if (colon == std::string_view::npos || name.empty() ||
      name.find_first_of(" \t") != std::string_view::npos) {
    return Fault{kBad, "a line of its head is no header"};
  }
  const bool is_new = call.headers.emplace(lower(name), trim(line.substr(colon + 1))).second;
  const bool is_framing = lower(name) == "content-length" || lower(name) == "transfer-encoding";
  if (!is_new && is_framing) return Fault{kBad, "it tells its length twice"};
  return std::nullopt;
}

std::optional<Fault> check_framing(const HttpCall& call) {
  const auto value = [&](const char* name) {
    const auto found = call.headers.find(name);
    return found == call.headers.end() ? std::string() : lower(found->second);
  };
  const std::string transfer = value("transfer-encoding");
  const std::string content = value("content-encoding");
  if (!transfer.empty() && transfer != "chunked") return Fault{501, "its coding is unknown"};
  if (!transfer.empty() && call.headers.count("content-length") > 0) {
    return Fault{kBad, "it tells its length twice"};
  }
  if (!content.empty() && content != "identity") return Fault{415, "its body is compressed"};
  return std::nullopt;
}

ParsedCall with_counted_body(HttpCall call, std::string_view rest, std::size_t bytes_max) {
  const auto told = call.headers.find("content-length");
  if (told == call.headers.end()) return whole(std::move(call));
  const std::optional<std::size_t> size = number_in(told->second, 10);
  if (!size) return faulty(kBad, "its content-length is no number");
  if (*size > bytes_max) return faulty(kTooLong, fmt::format("it is above {} bytes", bytes_max));
  if (rest.size() < *size) return {};
  call.body = rest.substr(0, *size);
  return whole(std::move(call));
}

// Put together when it is whole, so that a long body is not copied again with each piece.
ParsedCall with_chunked_body(HttpCall call, std::string_view rest, std::size_t bytes_max) {
  if (rest.size() > 2 * bytes_max) return faulty(kTooLong, "it does not end");
  std::vector<std::string_view> chunks;
  std::size_t total = 0;
  for (;;) {
    const std::size_t end = rest.find(kLineEnd);
    if (end == std::string_view::npos) return {};
    const std::string_view line = rest.substr(0, end);
    const std::optional<std::size_t> size = number_in(line.substr(0, line.find(';')), 16);
    if (!size) return faulty(kBad, "a chunk has no length");
    if (*size == 0) {
      if (rest.find(kHeadEnd, end) == std::string_view::npos) return {};
      for (const std::string_view chunk : chunks) call.body += chunk;
      return whole(std::move(call));
    }
    if (*size > bytes_max - total) {
      return faulty(kTooLong, fmt::format("it is above {} bytes", bytes_max));
    }
    total += *size;
    rest.remove_prefix(end + kLineEnd.size());
    if (rest.size() < *size + kLineEnd.size()) return {};
    chunks.push_back(rest.substr(0, *size));
    if (rest.substr(*size, kLineEnd.size()) != kLineEnd) return faulty(kBad, "a chunk is torn");
    rest.remove_prefix(*size + kLineEnd.size());
  }
}

std::optional<std::size_t> number_in(std::string_view text, int base) {
  std::size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number, base);
  if (text.empty() || stopped != end || error != std::errc()) return std::nullopt;
  return number;
}

ParsedCall whole(HttpCall call) {
  ParsedCall parsed;
  parsed.state = ParsedCall::State::whole;
  parsed.call = std::move(call);
  return parsed;
}

ParsedCall faulty(int status, const std::string& why) {
  ParsedCall parsed;
  parsed.state = ParsedCall::State::fault;
  parsed.status = status;
  parsed.why = "the request is not taken: " + why;
  return parsed;
}

std::string lower(std::string_view text) {
  std::string made(text);
  std::transform(made.begin(), made.end(), made.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return made;
}

}  // namespace
}  // namespace wright
