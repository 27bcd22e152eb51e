// Replies that somebody puts into a mailbox.
#include "model/mail.h"

#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

ModelRequest some_request() {
  ModelRequest request{TaskId{"sum"}, 1, 2, {}, {}};
  request.conversation.turns = {Said{"the brief"}};
  return request;
}

// `ID` in a seed stands for the id of the request.
void run(std::string_view bytes) {
  static const ModelRequest request = some_request();
  std::string text(bytes);
  if (const std::size_t at = text.find("ID"); at != std::string::npos) {
    text.replace(at, 2, mail_id(request));
  }
  const Result<Reply> reply = mail_reply(text, request);
  if (!reply) {
    require(reply.error().message.find('\n') == std::string::npos, "a fault is one line");
  }
  static_cast<void>(mail_id_in(bytes).has_value());
}

const Registered kRegistered("mail", run);

}  // namespace
}  // namespace wright::fuzz
