#include "model/mailbox.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "base/files.h"
#include "base/text.h"
#include "core/json.h"
#include "model/mail.h"
#include "model/mail_files.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRequestBytesMax = 256LL << 20;
constexpr std::int64_t kReplyTokens = 32'768;  // What a budget holds back for a reply.
constexpr int kHalvesMax = 10;                 // Looks at a reply that somebody still writes.
constexpr int kRefusedMax = 10'000;

Result<FileLock> claim(const fs::path& directory);
ModelReply interrupted_reply();

class Mailbox final : public Model {
 public:
  Mailbox(MailboxSettings settings, FileLock lock, std::int64_t latest)
      : settings_(std::move(settings)), lock_(std::move(lock)), number_(latest) {}

  Result<ModelReply> complete(const ModelRequest& request) override {
    TRY(put(request));
    const fs::path file = place("reply.json");
    say(fmt::format("mailbox: waits for {}", shown(file)));
    for (int halves = 0; !is_stopped(); std::this_thread::sleep_for(settings_.poll)) {
      std::error_code failed;
      if (!fs::exists(fs::symlink_status(file, failed))) continue;
      const Result<std::string> text = read_mail(file);
      const Result<Reply> reply = text ? mail_reply(*text, request) : Result<Reply>(text.error());
      if (reply) return ModelReply{*reply, *text, {}};
      const bool may_be_half = text && !parse_json(*text) && ++halves < kHalvesMax;
      if (may_be_half) continue;
      halves = 0;
      TRY(move_aside(file, reply.error().message));
    }
    return interrupted_reply();
  }

  // Who answers may have paid for it, so that a budget of tokens counts what is told.
  [[nodiscard]] std::optional<CallBound> bound_of(const ModelRequest& request) const override {
    CallBound bound;
    bound.model = "mailbox";
    bound.input_tokens = static_cast<std::int64_t>(mail_request(request, number_ + 1).size());
    bound.output_tokens = bound.cap_tokens_max = kReplyTokens;
    bound.takes_time = false;
    return bound;
  }

 private:
  // What was asked last stands there already when a run goes on.
  Result<void> put(const ModelRequest& request) {
    if (id_.empty() && number_ > 0) id_ = TRY(read_id());
    const std::string id = mail_id(request);
    if (id == id_) return {};
    ++number_;
    TRY(write_file(place("request.json"), mail_request(request, number_)));
    id_ = id;
    return {};
  }

  Result<std::string> read_id() const {
    const fs::path file = place("request.json");
    const std::string text = TRY(read_file(file, kRequestBytesMax));
    Result<std::string> id = mail_id_in(text);
    if (id) return id;
    return Error{ErrorKind::usage, fmt::format("{}: is no request of ours ({}): move it away, or "
                                               "name an empty directory",
                                               shown(file), id.error().message)};
  }

  // Never over a file that is there.
  Result<void> move_aside(const fs::path& file, const std::string& why) {
    for (int count = 1; count <= kRefusedMax; ++count) {
      const fs::path aside = place(fmt::format("reply.refused-{}.json", count));
      if (::renameat2(AT_FDCWD, file.c_str(), AT_FDCWD, aside.c_str(), RENAME_NOREPLACE) == 0) {
        say(fmt::format("mailbox: {}: {}; it is {} now, and another one is waited for", shown(file),
                        escape_for_terminal(why), shown(aside.filename())));
        return {};
      }
      if (errno == ENOENT) return {};
      if (errno != EEXIST) break;
    }
    return Error{ErrorKind::io, fmt::format("{}: {}, and it cannot be moved aside: {}", shown(file),
                                            escape_for_terminal(why), std::strerror(errno))};
  }

  [[nodiscard]] fs::path place(const std::string& end) const {
    return settings_.directory / fmt::format("{:04}-{}", number_, end);
  }
  [[nodiscard]] bool is_stopped() const {
    return settings_.stop != nullptr && settings_.stop->load();
  }
  void say(const std::string& line) const {
    if (settings_.tell) settings_.tell(line);
  }

  MailboxSettings settings_;
  FileLock lock_;
  std::int64_t number_ = 0;  // Of the latest request; 0: there is none yet.
  std::string id_;           // Its id, once it was read or written.
};

}  // namespace

Result<std::unique_ptr<Model>> open_mailbox(MailboxSettings settings) {
  if (settings.directory.empty()) {
    return Error{ErrorKind::usage, "mailbox needs a directory: --agent mailbox:DIR"};
  }
  TRY(make_directories(settings.directory));
  TRY(check_mailbox(settings.directory));
  FileLock lock = TRY(claim(settings.directory));
  const std::int64_t latest = TRY(latest_request(settings.directory));
  return std::unique_ptr<Model>(
      std::make_unique<Mailbox>(std::move(settings), std::move(lock), latest));
}

namespace {

Result<FileLock> claim(const fs::path& directory) {
  Result<FileLock> lock = FileLock::try_lock(directory / "lock");
  if (lock || lock.error().kind != ErrorKind::busy) return lock;
  return Error{ErrorKind::busy, fmt::format("{}: another run uses this mailbox", shown(directory))};
}

ModelReply interrupted_reply() {
  Reply reply;
  reply.dialect = "mailbox";
  reply.outcome = CallOutcome::cancelled;
  reply.detail = "interrupted";
  return {reply, {}, {}};
}

}  // namespace
}  // namespace wright
