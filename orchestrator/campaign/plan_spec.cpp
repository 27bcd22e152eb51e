#include "campaign/plan_spec.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>

#include <cerrno>
#include <cstring>

#include "agent/tool_call.h"
#include "base/files.h"
#include "base/text.h"
#include "campaign/plan_account.h"
#include "core/template.h"
#include "plan/plan.h"
#include "plan/spec_place.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFilesMax = 100;
constexpr std::size_t kBytesMax = 1U << 20U;
constexpr std::size_t kFaultsBytesMax = 8U << 10U;

// What a reply came to: a spec that may be used, or its faults.
struct Round {
  std::vector<std::string> faults;
  bool is_over = false;  // The planner gave up.
};

Result<std::string> first_prompt(const PlanRequest& request, const Tools& tools,
                                 const KnownChecks& checks);
std::string checks_text(const KnownChecks& checks);
Result<std::string> next_prompt(const Tools& tools, const std::vector<std::string>& faults);
Result<Reply> ask(const PlanRequest& request, PlanAccount& account, ModelRequest& model_request,
                  Clock& clock);
Result<Round> take(const PlanRequest& request, const KnownChecks& checks, const Reply& reply);
std::vector<std::string> faults_of(const Patch& files);
Result<std::vector<std::string>> lint_and_place(const PlanRequest& request,
                                                const KnownChecks& checks, const Patch& files);
Result<void> place(const fs::path& from, const fs::path& to);
std::string list_of_faults(const std::vector<std::string>& faults);

}  // namespace

Result<Planned> plan_spec(const PlanRequest& request, const Tools& tools, Clock& clock) {
  const CheckTable table = TRY(load_checks(tools));
  const KnownChecks checks = known_checks(table);
  TRY(make_directories(request.transcript));
  PlanAccount account(request.limits, request.transcript / "account.jsonl", clock);
  ModelRequest asked{TaskId{"plan"}, 1, 0, {}, {}};
  std::string prompt = TRY(first_prompt(request, tools, checks));
  Planned planned;
  while (planned.rounds < kPlanRoundsMax) {
    const std::string number = std::to_string(++planned.rounds);
    asked.conversation.turns.emplace_back(Said{prompt});
    TRY(write_file(request.transcript / (number + "-prompt.md"), prompt));
    const Reply reply = TRY(ask(request, account, asked, clock));
    TRY(write_file(request.transcript / (number + "-reply.json"), reply_record(reply) + "\n"));
    planned.spent = account.spent();
    const Round round = TRY(take(request, checks, reply));
    planned.faults = round.faults;
    TRY(write_file(request.transcript / (number + "-faults.txt"), list_of_faults(round.faults)));
    if (round.faults.empty() || round.is_over) break;
    prompt = TRY(next_prompt(tools, round.faults));
    asked.conversation.turns.emplace_back(reply);
    ++asked.turn;
  }
  return planned;
}

namespace {

Result<std::string> first_prompt(const PlanRequest& request, const Tools& tools,
                                 const KnownChecks& checks) {
  const std::string text = TRY(read_file(tools.share / "prompts" / "plan.md"));
  const auto example = new_spec_files("example");
  return render("prompts/plan.md", text,
                {{"goal", std::string(trim(request.goal))},
                 {"name", request.directory.filename().string()},
                 {"checks", checks_text(checks)},
                 {"spec_example", std::string(trim(example.at("spec.md")))},
                 {"task_example", std::string(trim(example.at("tasks/010-slug.md")))},
                 {"files_max", std::to_string(kFilesMax)},
                 {"bytes_max", std::to_string(kBytesMax)}});
}

std::string checks_text(const KnownChecks& checks) {
  std::string text;
  for (const auto& [name, keys] : checks) {
    text += fmt::format("{}- `{}`", text.empty() ? "" : "\n", name);
    if (!keys.required.empty()) text += "; needs " + join(keys.required, ", ");
    if (!keys.optional.empty()) text += "; may have " + join(keys.optional, ", ");
  }
  return text;
}

Result<std::string> next_prompt(const Tools& tools, const std::vector<std::string>& faults) {
  const std::string text = TRY(read_file(tools.share / "prompts" / "plan_again.md"));
  return render("prompts/plan_again.md", text,
                {{"faults", head_and_tail(trim(list_of_faults(faults)), kFaultsBytesMax)}});
}

// Tries that the network spoilt are paid from the same account.
Result<Reply> ask(const PlanRequest& request, PlanAccount& account, ModelRequest& model_request,
                  Clock& clock) {
  const int round = model_request.turn + 1;
  return try_until_done(request.port, clock, [&](int tries) -> Result<ModelReply> {
    Result<ModelReply> reply = account.try_once(*request.port.model, model_request,
                                                fmt::format("plan {}, try {}", round, tries));
    if (reply || reply.error().kind != ErrorKind::budget) return reply;
    return Error{ErrorKind::budget,
                 fmt::format("{}: {}; a larger one (--budget-usd, --budget-tokens) begins anew",
                             reply.error().message, request.port.later)};
  });
}

Result<Round> take(const PlanRequest& request, const KnownChecks& checks, const Reply& reply) {
  if (reply.outcome == CallOutcome::overlong) {
    return Round{{"the reply was cut at its limit of tokens: write less"}, false};
  }
  if (reply.outcome != CallOutcome::ok) {
    return Round{{fmt::format("{}: {}", word_of(reply.outcome), reply.detail)}, true};
  }
  const Action action = action_in_text(reply.text);
  if (const auto* give_up = std::get_if<GiveUp>(&action)) {
    return Round{{"the planner gave up: " + give_up->reason}, true};
  }
  const auto* write = std::get_if<WriteFiles>(&action);
  if (write == nullptr) {
    const auto* note = std::get_if<TakeNote>(&action);
    const std::string why = note != nullptr ? ": " + note->text : "";
    return Round{{"the reply does not write the files of a spec" + why}, false};
  }
  std::vector<std::string> faults = faults_of(write->patch);
  if (faults.empty()) faults = TRY(lint_and_place(request, checks, write->patch));
  return Round{std::move(faults), false};
}

// Before anything is written.
std::vector<std::string> faults_of(const Patch& files) {
  std::vector<std::string> faults;
  std::size_t bytes = 0;
  for (const PatchEntry& entry : files.entries) {
    const std::string fault = fault_of_place(entry.path);
    if (!fault.empty()) faults.push_back(fmt::format("{}: {}", entry.path, fault));
    if (entry.blob) bytes += files.blobs.at(*entry.blob).size();
  }
  if (files.entries.size() > kFilesMax || bytes > kBytesMax) {
    faults.push_back(fmt::format("{} files of {} bytes: at most {} of {}", files.entries.size(),
                                 bytes, kFilesMax, kBytesMax));
  }
  return faults;
}

// Written beside its place, so that what has a fault never stands there.
Result<std::vector<std::string>> lint_and_place(const PlanRequest& request,
                                                const KnownChecks& checks, const Patch& files) {
  const TempDirectory scratch = TRY(TempDirectory::make(request.transcript, "draft-"));
  const fs::path draft = scratch.path() / request.directory.filename();
  TRY(make_directories(draft));
  for (const PatchEntry& entry : files.entries) {
    const fs::path file = draft / entry.path;
    const Result<void> made = make_directories(file.parent_path());
    const Result<void> written = made ? write_file(file, files.blobs.at(*entry.blob)) : made;
    // A name that is a file and a folder at once is the planner's fault.
    if (!written) return std::vector<std::string>{entry.path + ": cannot stand beside the others"};
  }
  const LoadedSpec loaded = TRY(load_spec(draft, checks));
  std::vector<std::string> faults;
  for (const LintFinding& finding : loaded.findings) faults.push_back(to_text(finding));
  if (faults.empty()) TRY(place(draft, request.directory));
  return faults;
}

Result<void> place(const fs::path& from, const fs::path& to) {
  if (to.has_parent_path()) TRY(make_directories(to.parent_path()));
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
  return Error{ErrorKind::io, fmt::format("cannot put the spec at {}: {}",
                                          escape_for_terminal(to.string()), std::strerror(errno))};
}

std::string list_of_faults(const std::vector<std::string>& faults) {
  std::string text;
  for (const std::string& fault : faults) {
    text += fmt::format("- {}\n", escape_for_terminal(fault));
  }
  return text;
}

}  // namespace
}  // namespace wright
