#include "agent/acp_files.h"

#include <fmt/format.h>

#include "agent/acp_message.h"
#include "agent/acp_path.h"
#include "agent/file_scripts.h"
#include "base/text.h"

namespace wright {
namespace {

using acp::answer;
using acp::count_in;
using acp::Fault;
using acp::member;
using acp::refusal;
using acp::text_for_program;
using nlohmann::json;

// How the scripts say what is wrong with the file "$1".
enum Exit : int { leads_through_link = 101, absent = 102, no_regular_file = 103, too_large = 104 };

// A race with the agent is one among its own files.
constexpr const char* kReadScript = R"sh([ "$(readlink -m -- "$1")" = "$1" ] || exit 101
[ -e "$1" ] || exit 102
[ -f "$1" ] || exit 103
[ "$(stat -c %s -- "$1")" -le "$2" ] || exit 104
exec cat -- "$1")sh";
constexpr const char* kBeforeWriting = R"sh([ "$(readlink -m -- "$1")" = "$1" ] || exit 101
[ ! -e "$1" ] || [ -f "$1" ] || exit 103
)sh";

std::string lines_of(const std::string& text, std::uint64_t first,
                     const std::optional<std::uint64_t>& count);
std::string what_went_wrong(const AcpRunEnd& end, const std::string& output);

}  // namespace

AcpStep AcpFiles::read(const std::string& id, const json& params) {
  const auto asked = [&]() -> Result<Request> {
    Request request{id};
    const std::string named = TRY(text_for_program(params, "path"));
    const std::string path = TRY(readable_path(named));
    request.first_line = TRY(count_in(params, "line")).value_or(1);
    request.lines = TRY(count_in(params, "limit"));
    request.run.argv = {"/bin/sh", "-c", kReadScript,
                        "read",    path, std::to_string(kAcpFileBytesMax)};
    return request;
  }();
  if (!asked) return {{refusal(id, Fault::bad_parameters, asked.error().message)}, {}, {}};
  return take(*asked);
}

AcpStep AcpFiles::write(const std::string& id, const json& params) {
  const auto asked = [&]() -> Result<Request> {
    Request request{id, false};
    const std::string named = TRY(text_for_program(params, "path"));
    const std::string path = TRY(writable_path(named));
    const json content = member(params, "content");
    if (!content.is_string()) return Error{ErrorKind::protocol, "\"content\" must be a text"};
    request.run.input = content.get<std::string>();
    if (request.run.input.size() > kAcpFileBytesMax) {
      return Error{ErrorKind::protocol, fmt::format("{} would be above {} bytes",
                                                    escape_for_terminal(path), kAcpFileBytesMax)};
    }
    request.run.argv = {"/bin/sh", "-c", std::string(kBeforeWriting) + kWriteFileScript, "write",
                        path};
    return request;
  }();
  if (!asked) return {{refusal(id, Fault::bad_parameters, asked.error().message)}, {}, {}};
  return take(*asked);
}

AcpStep AcpFiles::hear(std::string_view bytes) {
  // A file may have grown since it was measured.
  const std::size_t room = kAcpFileBytesMax + 1 - std::min(output_.size(), kAcpFileBytesMax + 1);
  output_ += bytes.substr(0, room);
  return {};
}

AcpStep AcpFiles::end(const AcpRunEnd& end) {
  if (requests_.empty()) return {};
  const Request request = std::move(requests_.front());
  requests_.pop_front();
  const std::string line = answer_to(request, end);
  output_.clear();
  AcpStep step = start_next();
  step.lines = {line};
  return step;
}

AcpStep AcpFiles::take(Request request) {
  std::size_t bytes = request.run.input.size();
  for (const Request& waiting : requests_) bytes += waiting.run.input.size();
  if (requests_.size() >= kAcpFilesWaitingMax || bytes > kAcpFilesWaitingBytesMax) {
    const std::string why = fmt::format("{} requests for files wait already", requests_.size());
    return {{refusal(request.id, Fault::failed, why)}, {}, {}};
  }
  request.run.id = {AcpRunId::Kind::file, ++latest_};
  request.run.directory = "/work";
  requests_.push_back(std::move(request));
  return requests_.size() == 1 ? start_next() : AcpStep{};
}

AcpStep AcpFiles::start_next() const {
  if (requests_.empty()) return {};
  return {{}, {requests_.front().run}, {}};
}

std::string AcpFiles::answer_to(const Request& request, const AcpRunEnd& end) const {
  const std::string path = escape_for_terminal(request.run.argv.at(4));
  if (!end.is_good()) {
    const Fault fault = end.exit_code == absent ? Fault::not_found : Fault::failed;
    return refusal(request.id, fault, path + " " + what_went_wrong(end, output_));
  }
  if (!request.is_read) return answer(request.id, json::object());
  if (output_.size() > kAcpFileBytesMax) {
    return refusal(request.id, Fault::failed, path + " " + what_went_wrong({too_large}, ""));
  }
  if (!is_utf8(output_)) {
    return refusal(request.id, Fault::failed, path + " is not UTF-8 text");
  }
  const std::string text = lines_of(output_, request.first_line, request.lines);
  return answer(request.id, {{"content", text}});
}

namespace {

// From the line `first`, counted from 1, so many of them with their ends.
std::string lines_of(const std::string& text, std::uint64_t first,
                     const std::optional<std::uint64_t>& count) {
  std::size_t from = 0;
  for (std::uint64_t line = 1; line < first && from < text.size(); ++line) {
    from = std::min(text.find('\n', from), text.size() - 1) + 1;
  }
  std::size_t to = count ? from : text.size();
  for (std::uint64_t line = 0; line < count.value_or(0) && to < text.size(); ++line) {
    to = std::min(text.find('\n', to), text.size() - 1) + 1;
  }
  return text.substr(from, to - from);
}

std::string what_went_wrong(const AcpRunEnd& end, const std::string& output) {
  constexpr std::size_t kShownMax = 300;
  switch (end.exit_code) {
    case leads_through_link:
      return "leads through a link";
    case absent:
      return "does not exist";
    case no_regular_file:
      return "is not a regular file";
    case too_large:
      return fmt::format("is above {} bytes", kAcpFileBytesMax);
    default:
      break;
  }
  if (!end.limit.empty()) return fmt::format("was given up ({}_limit)", end.limit);
  return "cannot be used: " + escape_for_terminal(head_and_tail(trim(output), kShownMax));
}

}  // namespace
}  // namespace wright
