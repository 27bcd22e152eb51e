#include "cli/loop_agent.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"

namespace wright {
namespace {

Result<LoopAgent> scripted_agent(const std::string& file);
Result<LoopAgent> mailbox_agent(const Invocation& invocation, const RunArguments& given,
                                const std::string& box);
Result<LoopAgent> live_agent(const Invocation& invocation, const RunArguments& given,
                             const std::string& kind, const std::string& model);
Result<LoopRequest> talking(const Invocation& invocation, bool is_text);

}  // namespace

bool has_tool_loop(const std::string& kind) {
  return kind == "scripted" || kind == "mailbox" || is_live_model(kind);
}

Result<LoopAgent> open_loop_agent(const Invocation& invocation, const RunArguments& given,
                                  const std::string& kind, const std::string& detail) {
  if (kind == "scripted") return scripted_agent(detail);
  if (kind == "mailbox") return mailbox_agent(invocation, given, detail);
  if (is_live_model(kind)) return live_agent(invocation, given, kind, detail);
  return Error{ErrorKind::usage,
               fmt::format("{} has no tool loop: scripted:FILE, mailbox:DIR, anthropic:MODEL, "
                           "openai:MODEL or openai-responses:MODEL",
                           escape_for_terminal(kind))};
}

Result<int> run_loop_agent(const Invocation& invocation, const RunArguments& given,
                           const std::string& kind, const std::string& detail) {
  const LoopAgent opened = TRY(open_loop_agent(invocation, given, kind, detail));
  const std::unique_ptr<Agent> agent = make_tool_loop(opened.loop.talk, opened.rules);
  LoopRequest loop = opened.loop;
  loop.agent = agent.get();
  SystemClock clock;
  const std::unique_ptr<Chance> chance =
      opened.clock_s ? make_scripted_chance(*opened.clock_s) : make_live_chance(clock);
  return run_loop(invocation, given, clock, *chance, loop);
}

namespace {

Result<LoopAgent> scripted_agent(const std::string& file) {
  if (file.empty()) return Error{ErrorKind::usage, "scripted needs a file: --agent scripted:FILE"};
  Script script = TRY(load_script(file));
  LoopAgent agent;
  agent.model = std::move(script.model);
  agent.clock_s = script.clock_s;
  agent.loop.model = agent.model.get();
  agent.loop.agent_name = "scripted";
  agent.loop.model_name = "a script";
  agent.loop.tools = "Replies come from a script.";
  return agent;
}

Result<LoopAgent> mailbox_agent(const Invocation& invocation, const RunArguments& given,
                                const std::string& box) {
  const BudgetRequest budget = TRY(budget_request(given));
  TRY(check_mailbox_budget(budget));
  LoopAgent agent;
  agent.model = TRY(mailbox_model(invocation, box));
  agent.rules = kLiveRules;
  agent.loop = TRY(talking(invocation, given.text_only));
  agent.loop.model = agent.model.get();
  agent.loop.agent_name = "mailbox";
  fmt::print(invocation.talk(), "{}\n",
             tinted(Tint::strong, fmt::format("agent: mailbox, requests and replies are in {}",
                                              escape_for_terminal(box))));
  return agent;
}

Result<LoopAgent> live_agent(const Invocation& invocation, const RunArguments& given,
                             const std::string& kind, const std::string& model) {
  LiveModel live = TRY(open_live_model(invocation, given, kind, model, kConversation));
  LoopAgent agent;
  agent.model = std::move(live.model);
  agent.rules = kLiveRules;
  agent.loop = TRY(talking(invocation, given.text_only || !live.traits.has_tools));
  agent.loop.model = agent.model.get();
  agent.loop.served = ask_served(live.url, model);
  agent.loop.agent_name = kind;
  agent.loop.model_name = model;
  return agent;
}

Result<LoopRequest> talking(const Invocation& invocation, bool is_text) {
  LoopRequest loop;
  loop.talk = is_text ? Talk::text : Talk::tools;
  const char* page = is_text ? "tools_text.md" : "tools.md";
  loop.tools = TRY(read_file(invocation.tools.share / "prompts" / page));
  return loop;
}

}  // namespace
}  // namespace wright
