// `run --agent mailbox:DIR`: whoever reads the requests in DIR answers them.
#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "base/files.h"
#include "base/text.h"
#include "campaign/run_campaign.h"
#include "cli/run_kinds.h"
#include "model/mailbox.h"

namespace wright {

Result<std::unique_ptr<Model>> mailbox_model(const std::string& directory) {
  MailboxSettings settings;
  settings.directory = directory;
  settings.stop = &interrupted();
  settings.tell = [](const std::string& line) {
    fmt::print("{}\n", line);
    std::fflush(stdout);  // Somebody may wait for this line behind a pipe.
  };
  return open_mailbox(std::move(settings));
}

Result<void> check_mailbox_budget(const BudgetRequest& budget) {
  if (budget.picodollars_max.value_or(0) == 0) return {};
  return Error{ErrorKind::usage,
               "nobody knows what answers from a mailbox cost: bound them by --budget-tokens"};
}

Result<int> run_mailbox(const Invocation& invocation, const RunArguments& given,
                        const std::string& detail) {
  const BudgetRequest budget = TRY(budget_request(given));
  TRY(check_mailbox_budget(budget));
  const std::unique_ptr<Model> model = TRY(mailbox_model(detail));
  const Talk talk = given.text_only ? Talk::text : Talk::tools;
  const char* page = talk == Talk::text ? "tools_text.md" : "tools.md";
  const std::unique_ptr<Agent> agent = make_tool_loop(talk, kLiveRules);
  LoopRequest loop;
  loop.tools = TRY(read_file(invocation.tools.share / "prompts" / page));
  loop.agent = agent.get();
  loop.model = model.get();
  loop.talk = talk;
  loop.agent_name = "mailbox";
  fmt::print("{}\n", tinted(Tint::strong, fmt::format("agent: mailbox, requests and replies are in "
                                                      "{}",
                                                      escape_for_terminal(detail))));
  SystemClock clock;
  const std::unique_ptr<Chance> chance = make_live_chance(clock);
  return run_loop(invocation, given, clock, *chance, loop);
}

}  // namespace wright
