// model: what answers a prompt.  Knows no tasks' rules and no git.
//
// A Model is a port because the real ones are slow, paid and on a network;
// replays and tests hand in a script.
//
//   Conversation --Dialect--> body --Transport--> events --ReplyStream--> Reply
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "core/conversation.h"
#include "core/ids.h"
#include "model/retry.h"
#include "model/traits.h"

namespace wright {

// What a budget leaves to one try; 0: what the model and its server have of their own.
struct CallCaps {
  std::int64_t output_tokens_max = 0;
  std::chrono::milliseconds time_max{0};

  bool operator==(const CallCaps&) const = default;
};

// The most that one try can come to, known before it is made.
struct CallBound {
  std::string model;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::int64_t cap_tokens_max = 0;  // The largest cap that may be asked for; 0: it takes none.
  std::optional<Price> price;
  bool takes_time = true;  // False: somebody is waited for, whose minutes are in no budget.

  bool operator==(const CallBound&) const = default;
};

struct ModelRequest {
  TaskId task;
  int attempt = 1;  // The attempt's number within its task.
  int turn = 0;     // From 0 within the attempt.
  Conversation conversation;
  CallCaps caps;

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
  // None: a call of it costs nothing, and no ledger has to know.
  [[nodiscard]] virtual std::optional<CallBound> bound_of(const ModelRequest&) const {
    return std::nullopt;
  }
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
