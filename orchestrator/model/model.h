// model: what answers a prompt.  Knows no tasks' rules and no git.
//
// A Model is a port because the real ones are slow, paid and on a network;
// replays and tests hand in a script.
//
//   Conversation --Dialect--> body --Transport--> events --ReplyStream--> Reply
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "core/conversation.h"
#include "core/ids.h"
#include "model/retry.h"

namespace wright {

struct ModelRequest {
  TaskId task;
  int attempt = 1;  // The attempt's number within its task.
  int turn = 0;     // From 0 within the attempt.
  Conversation conversation;

  bool operator==(const ModelRequest&) const = default;
};

// What one try came to.
struct ModelReply {
  Reply reply;
  std::string raw;  // The bytes that the server sent; empty: a script answered.
  RetryHint hint;

  bool operator==(const ModelReply&) const = default;
};

class Model {
 public:
  virtual ~Model() = default;
  // One try.  What went wrong on the way is an outcome of the reply; an Error is a
  // request that cannot be made at all.
  virtual Result<ModelReply> complete(const ModelRequest& request) = 0;
};

// Replies from a YAML file, for tests and scenarios:
//
//   clock: 1700000000          # the date of every commit
//   tasks:
//     sum:                     # a list of attempts, each a list of tool calls
//       - - {write: {path: src/sum.cpp, text: "..."}}
//         - {copy: solution/sum}   # every file of a folder beside the script
//         - {bash: "ls"}
//         - {reply: "Sure!"}       # any text, for a model that is out of its mind
//         - submit
//
// After the last call of an attempt, and for attempts that the script does not
// have, the reply is `give_up`.  What is no script is an Error with file:line.
struct Script {
  std::int64_t clock_s = 0;
  std::unique_ptr<Model> model;
};
Result<Script> load_script(const std::filesystem::path& file);

}  // namespace wright
