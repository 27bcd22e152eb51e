// The options of `run` that are about models: where they are, what they may cost, how they think.
#include <CLI/CLI.hpp>

#include "campaign/habits.h"
#include "cli/run_kinds.h"

namespace wright {
namespace {

constexpr std::int64_t kLimitMax = 1'000'000'000'000;

void add_program_options(CLI::App& command, RunArguments& given);

}  // namespace

void add_model_options(CLI::App& command, RunArguments& given) {
  add_program_options(command, given);
  add_server_options(command, given);
  add_spending_options(command, given);
  add_minute_options(command, given);
  add_loop_options(command, given);
  command
      .add_option("--memory", given.memory,
                  "Working memory: 0 none, 1 content, 2 content and control; from the next attempt "
                  "on")
      ->check(CLI::Range(0, kMemoryMax));
  command
      .add_option("--self-talk", given.self_talk,
                  "Texts that a model is asked for before a turn acts, at most; from the next "
                  "attempt on")
      ->check(CLI::Range(0, kSelfTalkMax));
}

void add_server_options(CLI::App& command, RunArguments& given) {
  command.add_option("--base-url", given.base_url,
                     "Where a model's server is, instead of its provider's own");
  command.add_option("--egress", given.egress,
                     "Where the conversation may go: none, loopback or https://HOST[:PORT]; "
                     "elsewhere the run is refused");
  command.add_option("--key-file", given.key_file,
                     "A file of mode 600 with the key, instead of the usual variables");
  command.add_flag("--no-key", given.no_key, "Send no key");
  command.add_option("--models", given.models, "Rows to lay over models.yaml");
}

void add_spending_options(CLI::App& command, RunArguments& given) {
  command.add_option("--budget-usd", given.budget_usd,
                     "Dollars that may be spent in all, such as 2.50; 0: no limit");
  command
      .add_option("--budget-tokens", given.budget_tokens,
                  "Tokens, in and out, that may be spent in all; 0: no limit")
      ->check(CLI::Range(std::int64_t{0}, kLimitMax));
}

void add_minute_options(CLI::App& command, RunArguments& given) {
  const auto add_limit = [&command](const char* name, std::int64_t& place, const char* help) {
    command.add_option(name, place, help)->check(CLI::Range(std::int64_t{0}, kLimitMax));
  };
  add_limit("--budget-agent-minutes", given.budget_agent_minutes,
            "Minutes that models and their commands may take in all; 0: no limit");
  add_limit("--budget-check-minutes", given.budget_check_minutes,
            "Minutes of checks after which no model is called any more; 0: no limit");
}

void add_loop_options(CLI::App& command, RunArguments& given) {
  command.add_flag("--text-only", given.text_only,
                   "One fenced command a turn, for models that cannot call tools");
  command.add_flag("--dry-run", given.dry_run,
                   "Say what a live run can cost at most, and call nobody");
}

namespace {

void add_program_options(CLI::App& command, RunArguments& given) {
  command.add_option("--via", given.via,
                     "The one model that an agent CLI reaches, through a gateway of ours: "
                     "anthropic:MODEL, openai:MODEL or openai-responses:MODEL");
  command
      .add_option("--agent-files", given.agent_files,
                  "A directory that the CLI's sandbox shows at the same path, for reading; "
                  "may be given more than once")
      ->check(CLI::ExistingDirectory);
  command.add_option("--share-login", given.share_login,
                     "A file with the CLI's own login, such as ~/.codex/auth.json: a copy of it is "
                     "in the CLI's home for each run, and its calls go with what it says instead "
                     "of a key of ours");
}

}  // namespace
}  // namespace wright
