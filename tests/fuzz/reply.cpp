// A provider's answer, over each of the three APIs.
#include "core/reply.h"

#include "fuzz/target.h"
#include "model/answered.h"
#include "model/reply_stream.h"

namespace wright::fuzz {
namespace {

void keep(const Reply& reply) {
  const Result<Reply> again = reply_from_record(reply_record(reply));
  require(again && *again == reply, "a reply is kept as it was");
}

void run(std::string_view bytes) {
  for (const Dialect& dialect : {anthropic_messages(), openai_chat(), openai_responses()}) {
    keep(fold_reply(dialect, bytes));
    keep(fold_whole(dialect, bytes));
  }
}

const Registered kRegistered("reply", run);

}  // namespace
}  // namespace wright::fuzz
