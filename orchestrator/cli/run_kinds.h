// What `run` does for each kind of agent, and what these have in common.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/run_campaign.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/run.h"
#include "core/campaign.h"
#include "model/http_model.h"
#include "model/local_model.h"
#include "repo/repo.h"

namespace wright {

struct RunArguments {
  std::string campaign;
  std::string spec;
  std::string agent = "recorded";
  std::int64_t tuner_seconds = 90;
  bool no_selftest = false;
  bool all_attempts = false;
  int landings = 0;
  bool timing = false;
  bool again = false;
  // For live models.
  std::string base_url;
  std::string egress;
  std::string key_file;
  std::string models;
  bool no_key = false;
  bool text_only = false;
  bool dry_run = false;
  // How a model thinks, in attempts that are opened from here on; below 0: as before.
  int memory = -1;
  int self_talk = -1;
  // For agent CLIs.
  std::string via;
  std::vector<std::string> agent_files;
  std::vector<std::string> share_login;
  // What the campaign may spend in all; empty or below 0: as before.
  std::string budget_usd;
  std::int64_t budget_tokens = -1;
  std::int64_t budget_agent_minutes = -1;
  std::int64_t budget_check_minutes = -1;
};

// `detail` is what stands behind the colon in --agent.
Result<int> run_recorded(const Invocation& invocation, const RunArguments& given,
                         const std::string& detail);
// Says how the judge of this spec's checks has stood its test, unless it stood it before or nobody
// wants to know.  Another exit code than kExitDone when it did not: then no campaign starts.
Result<int> self_test_first(const Invocation& invocation, const RunArguments& given,
                            const Spec& spec);
// Options on where a model is and which key goes there, and what may be spent on it.
void add_server_options(CLI::App& command, RunArguments& given);
void add_spending_options(CLI::App& command, RunArguments& given);
void add_minute_options(CLI::App& command, RunArguments& given);
// Of every agent with the tool loop: how it talks, and what it would cost at most.
void add_loop_options(CLI::App& command, RunArguments& given);
// These, and all others of `run` that are about models.
void add_model_options(CLI::App& command, RunArguments& given);

// A model over the network, once it was said that `what` goes there.
struct LiveModel {
  std::unique_ptr<Model> model;
  ModelTraits traits;
  std::string url;
};
Result<LiveModel> open_live_model(const Invocation& invocation, const RunArguments& given,
                                  const std::string& kind, const std::string& detail,
                                  const std::string& what);

// Begins to ask a server on this machine what it serves, beside whatever else is to be done; the
// result waits for the answer.
[[nodiscard]] std::function<std::optional<LocalModel>()> ask_served(const std::string& url,
                                                                    const std::string& model);

// True for the kinds that `open_live_model` takes.
[[nodiscard]] bool is_live_model(const std::string& kind);
// True for the kinds that `run_command_agent` takes: command, and acp for those that speak the
// Agent Client Protocol.
[[nodiscard]] bool is_agent_cli(const std::string& kind);
Result<int> run_command_agent(const Invocation& invocation, const RunArguments& given,
                              const std::string& kind, const std::string& command);
// What it takes to reach a live model, whose key is in our environment no more.
Result<HttpModelSettings> live_settings(const Invocation& invocation, const RunArguments& given,
                                        const std::string& kind, const std::string& model);
// That `what` leaves the machine and for where, and that the price is unknown if it is.
void say_what_leaves(const Invocation& invocation, const HttpModelSettings& settings,
                     const std::string& what);
constexpr const char* kConversation = "the brief and all that the model asks to see";
// "openai:MODEL", as --agent and --via have it.
struct KindAndDetail {
  std::string kind;
  std::string detail;
};
[[nodiscard]] KindAndDetail split_kind(const std::string& text);
// An Error where a login is shared with what is no agent CLI, or beside a key.
Result<void> check_share_login(const RunArguments& given, const std::string& kind);
// The model that an agent CLI talks to.  An Error when --via names none.
Result<KindAndDetail> via_of(const RunArguments& given);
// What a live run can cost at most.  Calls no model, and starts nothing.
Result<int> run_dry(const Invocation& invocation, const RunArguments& given,
                    const std::string& kind, const std::string& detail);
// Requests and replies as files; see model/mailbox.h.
Result<std::unique_ptr<Model>> mailbox_model(const Invocation& invocation,
                                             const std::string& directory);
// An Error when it holds dollars.
Result<void> check_mailbox_budget(const BudgetRequest& budget);
Result<int> run_workbench(const Invocation& invocation, const RunArguments& given);
Result<int> run_tuner(const Invocation& invocation, const RunArguments& given,
                      const std::string& detail);

// Opens the campaign, lets the loop's agent work and prints the last screen.
Result<int> run_loop(const Invocation& invocation, const RunArguments& given, Clock& clock,
                     Chance& chance, LoopRequest loop);

// Lets the tuner work on a campaign of its own, on top of the finished one, and
// adds what came of it to the summary.
Result<void> tune_on(const Invocation& invocation, const CampaignState& state, std::int64_t seconds,
                     RunSummary& summary);

// The habits that the options name.  An Error for an agent without a tool loop.
Result<HabitsRequest> habits_request(const RunArguments& given, const std::string& kind);

// The limits that the options name.
Result<BudgetRequest> budget_request(const RunArguments& given);
// An Error when they hold dollars, and nobody knows what the model costs.
Result<void> check_price(const RunArguments& given, const std::string& model,
                         const std::optional<Price>& price);

// Set by the first Ctrl-C; a second one ends the program.
[[nodiscard]] const std::atomic<bool>& interrupted();
void listen_for_interrupts();

// The campaign that is meant, which is the first recorded one when none is named.
[[nodiscard]] std::string campaign_or_shipped(const Repo& repo, const std::string& campaign);
// Its branch and its log go; what is recorded stays.
Result<void> forget_run(const Invocation& invocation, const std::string& campaign);
// What all judgings of the campaign took.
[[nodiscard]] std::int64_t checks_ms_of(const CampaignState& state);
// The first file of the latest landing; none when nothing landed.
[[nodiscard]] std::string landed_file(const std::filesystem::path& log, const CampaignState& state);
int say_finished(const CampaignState& state, const std::string& remedy);

}  // namespace wright
