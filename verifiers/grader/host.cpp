#include "grader/host.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "base/text.h"
#include "frame/sanitizer_report.h"
#include "grader/reply_words.h"

namespace wright {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kLineBytesMax = 65536;
constexpr std::size_t kErrorsShown = 300;

std::string sizes_word(const Sizes& sizes) {
  return sizes.empty() ? "-" : fmt::format("{}", fmt::join(sizes, "x"));
}

milliseconds until(steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
  return std::max(left, milliseconds(0));
}

std::string shown(std::string_view text, std::size_t bytes_max = 100) {
  return escape_for_terminal(head_and_tail(text, bytes_max));
}

std::string call_words(const CallStep& call) {
  std::string words = call.op;
  for (const Word& arg : call.args) words += " " + arg;
  return words;
}

// A request without its number, and what follows its line.
struct Request {
  std::string words;
  std::string_view payload;

  explicit Request(const NewStep& make) : payload(make.storage.bytes) {
    const Storage& data = make.storage;
    words = fmt::format("new %{} {} {} {} {} {} {}", make.to, data.dtype, sizes_word(data.sizes),
                        sizes_word(data.strides), data.offset, data.elements, data.bytes.size());
  }
  explicit Request(const CallStep& call) {
    std::string outs;
    for (const int to : call.to) outs += fmt::format("{}%{}", outs.empty() ? "" : ",", to);
    words = fmt::format("call {} {}", outs, call_words(call));
  }
  explicit Request(const AskStep& question) : Request(question.verb, question.of) {}
  explicit Request(const GradStep& gradient) : Request(gradient.verb, gradient.registers) {}
  Request(const std::string& verb, const std::vector<int>& registers) : words(verb) {
    for (const int reg : registers) words += fmt::format(" %{}", reg);
  }
};

// The answer of one word, or none.
std::optional<Value> value_of(const std::string& kind, const std::string& word) {
  if (kind == "int") {
    if (const auto value = int_of(word)) return Value(*value);
  } else if (kind == "float") {
    if (const auto value = float_of(word)) return Value(*value);
  } else if (kind == "bool") {
    if (word == "0" || word == "1") return Value(word == "1");
  } else if (kind == "string") {
    if (auto value = bytes_of_hex(word)) return Value(std::move(*value));
  } else if (kind == "ints") {
    if (auto value = ints_of(word, ',')) return Value(std::move(*value));
  } else if (kind == "floats") {
    if (auto value = floats_of(word)) return Value(std::move(*value));
  }
  return std::nullopt;
}

}  // namespace

Host::Host(std::unique_ptr<Session> session, std::string nonce, Deadlines deadlines)
    : session_(std::move(session)), nonce_(std::move(nonce)), deadlines_(deadlines) {}

Result<Reply> Host::hello() {
  const Deadlines usual = deadlines_;
  deadlines_.reply = deadlines_.hello;
  Result<Reply> reply = ask("hello " + nonce_, {}, 0);
  deadlines_ = usual;
  return reply;
}

Result<Reply> Host::perform(const Step& step, std::size_t bytes_max) {
  Reply reply = TRY(std::visit(
      [&](const auto& what) -> Result<Reply> {
        const Request request(what);
        return ask(request.words, request.payload, bytes_max);
      },
      step.what));
  const auto* value = std::get_if<Value>(&reply);
  const bool is_answer = value != nullptr && !std::holds_alternative<None>(*value);
  if (is_answer && !std::holds_alternative<AskStep>(step.what)) {
    return violated("host.protocol", "a value for a request that asks for none");
  }
  return reply;
}

Result<Reply> Host::drop(int reg) {
  return ask(fmt::format("drop %{}", reg), {}, 0);
}

Result<Reply> Host::chain(int to, std::int64_t times, const CallStep& call) {
  return ask(fmt::format("chain %{} {} {}", to, times, call_words(call)), {}, 0);
}

Result<Reply> Host::bye() {
  Reply reply = TRY(ask("bye", {}, 0));
  if (std::holds_alternative<Violation>(reply)) return reply;
  if (session_->read_bytes(1, deadlines_.bye)) {
    return violated("host.protocol", "the host said more after bye");
  }
  is_usable_ = false;
  const RunReport report = TRY(session_->finish(deadlines_.bye));
  isolation_ = report.isolation;
  if (const auto fault = sanitized(report)) return Reply(*fault);
  return reply;
}

Result<Reply> Host::ask(const std::string& request, std::string_view payload,
                        std::size_t bytes_max) {
  if (!is_usable_) return Reply(Violation{"host.died", "the host is gone"});
  const std::string line = fmt::format("{} {}\n", ++number_, request);
  if (line.size() > kLineBytesMax) {
    return Error{ErrorKind::spec, "a request is longer than 65536 bytes: write less in one call"};
  }
  const Moment deadline = steady_clock::now() + deadlines_.reply;
  Result<void> sent = session_->write(line, until(deadline));
  if (sent && !payload.empty()) sent = session_->write(payload, until(deadline));
  if (!sent) return failed(sent.error(), until(deadline).count() == 0);
  const Result<std::string> reply = session_->read_line(kLineBytesMax, until(deadline));
  if (!reply) return failed(reply.error(), until(deadline).count() == 0);
  return understood(*reply, bytes_max, deadline);
}

Result<Reply> Host::understood(const std::string& line, std::size_t bytes_max, Moment deadline) {
  const std::vector<std::string> words = split(line, ' ');
  if (words.size() < 2 || words[0] != fmt::format("{}", number_)) {
    return violated("host.protocol",
                    fmt::format("request {} was answered by \"{}\"", number_, shown(line)));
  }
  const std::string& kind = words[1];
  if (kind == "ok" && words.size() == 2) return Reply(Value(None{}));
  if (kind == "none" && words.size() == 2) return Reply(Value(None{}));
  if (kind == "unsupported" && words.size() == 2) return Reply(Unsupported{});
  if (kind == "hello" && words.size() == 4 && words[2] == nonce_ && words[3] == "1") {
    return Reply(Value(None{}));
  }
  if (kind == "bye" && words.size() == 3 && words[2] == nonce_) return Reply(Value(None{}));
  if (kind == "threw" && words.size() == 3) {
    if (auto message = bytes_of_hex(words[2])) return Reply(Threw{std::move(*message)});
  }
  if ((kind == "tensor" || kind == "wide") && words.size() == 5) {
    return tensor(words, bytes_max, deadline);
  }
  if (words.size() == 3) {
    if (auto value = value_of(kind, words[2])) return Reply(std::move(*value));
  }
  return violated("host.protocol", fmt::format("not a reply: \"{}\"", shown(line)));
}

// Everything that the host claims is checked before a byte of it is read.
Result<Reply> Host::tensor(const std::vector<std::string>& words, std::size_t bytes_max,
                           Moment deadline) {
  Tensor tensor;
  tensor.dtype = words[2];
  tensor.wide = words[1] == "wide";
  const std::optional<Sizes> sizes = ints_of(words[3], 'x');
  const std::optional<std::int64_t> bytes = int_of(words[4]);
  const std::string claim = shown(fmt::format("{} {} {}", words[2], words[3], words[4]));
  if (bytes_of(tensor.dtype) == 0 || !sizes || sizes->size() > kRankMax || !bytes || *bytes < 0) {
    return violated("host.protocol", fmt::format("not a tensor: \"{}\"", claim));
  }
  const std::int64_t count = count_of(*sizes);
  const std::size_t width = tensor.wide ? 8 : bytes_of(tensor.dtype);
  if (count < 0 || static_cast<std::size_t>(*bytes) > bytes_max) {
    return violated("host.oversize",
                    fmt::format("a tensor of \"{}\", more than was asked for", claim));
  }
  if (static_cast<std::size_t>(count) * width != static_cast<std::size_t>(*bytes)) {
    return violated("host.protocol", fmt::format("a tensor lies about its bytes: \"{}\"", claim));
  }
  tensor.sizes = *sizes;
  if (*bytes > 0) {
    Result<std::string> payload =
        session_->read_bytes(static_cast<std::size_t>(*bytes), until(deadline));
    if (!payload) return failed(payload.error(), until(deadline).count() == 0);
    tensor.bytes = std::move(payload).value();
  }
  return Reply(Value(std::move(tensor)));
}

// The pipe gave no more: the host is late, it is gone, or its line has no end.
Result<Reply> Host::failed(const Error& error, bool is_late) {
  if (error.kind != ErrorKind::protocol) return Error(error);
  const std::uint64_t request = number_;
  if (is_late) {
    return violated("host.stalled", fmt::format("request {} had no reply within {} ms", request,
                                                deadlines_.reply.count()));
  }
  is_usable_ = false;
  const RunReport report = TRY(session_->finish(milliseconds(200)));
  isolation_ = report.isolation;
  if (const auto fault = sanitized(report)) return Reply(*fault);
  const auto* signaled = std::get_if<Signaled>(&report.outcome);
  const bool was_alive = std::holds_alternative<LimitHit>(report.outcome) ||
                         (signaled != nullptr && signaled->signal == SIGKILL);
  const std::string stderr_text = shown(trim(report.err), kErrorsShown);
  return Reply(Violation{was_alive ? "host.oversize" : "host.died",
                         fmt::format("{} at request {} ({}){}{}", describe(report.outcome), request,
                                     error.message, stderr_text.empty() ? "" : ": ", stderr_text)});
}

Reply Host::violated(const std::string& rule, const std::string& message) {
  is_usable_ = false;
  session_.reset();  // Kills it.
  return Violation{rule, message};
}

std::optional<Violation> Host::sanitized(const RunReport& report) const {
  const std::optional<SanitizerReport> said = sanitizer_report(report);
  if (!said) return std::nullopt;
  return Violation{said->rule, fmt::format("at request {}: {}", number_, said->message), said->file,
                   said->line};
}

}  // namespace wright
