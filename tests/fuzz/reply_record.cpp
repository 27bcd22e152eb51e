// A reply as a journal keeps it.
#include "core/reply.h"
#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  const Result<Reply> reply = reply_from_record(bytes);
  if (!reply) return;
  const Result<Reply> again = reply_from_record(reply_record(*reply));
  require(again && *again == *reply, "a reply that was read is written as it was");
}

const Registered kRegistered("reply_record", run);

}  // namespace
}  // namespace wright::fuzz
