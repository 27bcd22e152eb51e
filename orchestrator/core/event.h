// An Event is one line of a campaign's journal.  logs/FORMAT.md describes each.
//
//   CampaignOpened -> { AttemptOpened -> { [CallReserved] ActionTaken [CallSettled] }*
//       -> PatchSubmitted -> NonceDrawn -> Judged -> { Rejected | LandingIntended -> Landed } }*
//   -> CampaignClosed
//
// An intent is written before its effect; progress is a fold over the lines.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "core/ids.h"
#include "core/verdict.h"

namespace wright {

struct CampaignOpened {
  CampaignId campaign;
  std::string spec;
  std::string target;
  Digest spec_digest;
  Digest spec_files;  // Blob: JSON list of {path, executable, digest}; each file is a blob.
  Digest held_out_digest;
  Digest scaffold_digest;
  CommitId base;      // The earlier campaign's tip; empty for a root of its own.
  CommitId root;      // The commit that holds the scaffold (parentless, or on `base`).
  std::string agent;  // "workbench", "recorded", ...
  bool operator==(const CampaignOpened&) const = default;
};

// The spec was mended in mid-campaign; its scaffold is unchanged.
struct SpecRevised {
  Digest spec_digest;
  Digest spec_files;
  Digest held_out_digest;
  std::string why;
  bool operator==(const SpecRevised&) const = default;
};

struct AttemptOpened {
  AttemptId attempt;
  TaskId task;
  int number = 1;
  std::string agent;  // Kind, with its detail.
  std::string model;  // As told, or "not recorded".
  CommitId base;
  Digest brief;       // Blob: what the agent was given.
  AttemptId carries;  // Whose patch and feedback this one starts from, or empty.
  bool operator==(const AttemptOpened&) const = default;
};

enum class ActionKind {
  exec,
  read,
  write,
  note,
  check,
  model,     // A call by our own loop.
  program,   // A whole agent CLI.
  remember,  // Slots of a working memory.
  call,      // A call of a model that such a program made through the gateway.
};

struct ActionTaken {
  AttemptId attempt;
  int index = 0;  // From 0 within the attempt.
  ActionKind kind = ActionKind::exec;
  std::string subject;  // The command line, path or topic, escaped, at most 400 bytes.
  std::string outcome;  // "exit 0", "signal 11", "wall_limit", "refused", "ok", ...
  Digest input;         // Blob, or empty.
  Digest output;        // Blob, or empty.
  std::int64_t duration_ms = 0;
  bool operator==(const ActionTaken&) const = default;
};

struct PatchSubmitted {
  AttemptId attempt;
  Digest patch;  // Blob: canonical JSON of the entries; each entry's bytes are a blob.
  int files = 0;
  bool operator==(const PatchSubmitted&) const = default;
};

struct NonceDrawn {
  AttemptId attempt;
  std::string nonce;  // 64 hex digits.
  bool operator==(const NonceDrawn&) const = default;
};

struct Judged {
  AttemptId attempt;
  CommitId parent;  // The tip on which the patch was judged.
  TreeId tree;      // The very tree that is committed when it lands.
  VerdictStatus status = VerdictStatus::broken;
  Digest verdict;  // Blob: the Verdict as JSON.
  std::int64_t duration_ms = 0;
  bool operator==(const Judged&) const = default;
};

struct Rejected {
  AttemptId attempt;
  std::string reason;  // "policy", "build", ... the check that decided, or "stale", "empty".
  Digest feedback;     // Blob: what the agent is told.
  bool operator==(const Rejected&) const = default;
};

struct LandingIntended {
  AttemptId attempt;
  CommitId parent;
  TreeId tree;
  Digest message;           // Blob.
  std::int64_t time_s = 0;  // Author and committer date, UTC.
  CommitId commit;          // What the object will be called.
  bool operator==(const LandingIntended&) const = default;
};

struct Landed {
  AttemptId attempt;
  CommitId commit;
  Digest statement;  // Blob: the in-toto statement.
  bool operator==(const Landed&) const = default;
};

struct AttemptAbandoned {
  AttemptId attempt;
  std::string reason;
  bool operator==(const AttemptAbandoned&) const = default;
};

// The closing commit carries `head` and `count` in its trailers, so that a cut
// tail shows.
struct CampaignClosed {
  CommitId tip;            // The last landing.
  CommitId closing;        // The closing commit on top of it; same tree.
  Digest head;             // Hash of the line before this one.
  std::int64_t count = 0;  // Lines before this one.
  std::int64_t time_s = 0;
  bool operator==(const CampaignClosed&) const = default;
};

// What the campaign may spend from here on, in all; each 0: no limit.
struct BudgetSet {
  std::int64_t picodollars_max = 0;
  std::int64_t tokens_max = 0;  // In and out.
  std::int64_t agent_ms_max = 0;
  std::int64_t check_ms_max = 0;
  bool operator==(const BudgetSet&) const = default;
};

// Of a call whose price nobody knows, which is not 0.
constexpr std::int64_t kUnknownPrice = -1;

// The most that one try may cost, written before it is made.
struct CallReserved {
  AttemptId attempt;    // Empty: a planner's.
  std::string subject;  // "turn 3, try 2".
  std::string model;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::int64_t picodollars = kUnknownPrice;
  bool operator==(const CallReserved&) const = default;
};

// What it came to.  A call without this line was lost, and counts as it was reserved.
struct CallSettled {
  AttemptId attempt;
  std::int64_t call = 0;          // `seq` of its CallReserved.
  std::int64_t input_tokens = 0;  // As Usage has them, by what they cost.
  std::int64_t cached_tokens = 0;
  std::int64_t cache_written_tokens = 0;
  std::int64_t output_tokens = 0;
  std::int64_t picodollars = kUnknownPrice;
  bool is_estimated = false;  // An upper bound: the server's count was lost.
  bool operator==(const CallSettled&) const = default;
};

// How the models of attempts that are opened from here on think.
struct HabitsSet {
  int memory = 0;     // Slots of the working memory: content, then control.
  int self_talk = 0;  // Texts before a turn acts, at most.
  bool operator==(const HabitsSet&) const = default;
};
constexpr int kMemoryMax = 2;
constexpr int kSelfTalkMax = 8;

// What the server of a model on this machine told of it, when it was not what it told before.
struct ModelServed {
  std::string model;   // As it is asked for.
  std::string server;  // "llama.cpp", "Ollama", "vLLM".
  std::string digest;  // "sha256:..." of the model, or empty.
  std::string told;    // Canonical JSON, the server's own words.
  bool operator==(const ModelServed&) const = default;
};

using EventBody =
    std::variant<CampaignOpened, SpecRevised, AttemptOpened, ActionTaken, PatchSubmitted,
                 NonceDrawn, Judged, Rejected, LandingIntended, Landed, AttemptAbandoned,
                 CampaignClosed, BudgetSet, CallReserved, CallSettled, HabitsSet, ModelServed>;

struct Event {
  std::int64_t seq = 0;  // From 0.
  Digest previous;       // Hash of the line before; 64 zeros for the first.
  std::int64_t time_ms = 0;
  EventBody body;
  bool operator==(const Event&) const = default;
};

// "campaign_opened", "attempt_opened", ...
[[nodiscard]] std::string kind_of(const EventBody& body);

// The attempt that an event speaks of, or an empty id.
[[nodiscard]] AttemptId attempt_of(const EventBody& body);

}  // namespace wright
