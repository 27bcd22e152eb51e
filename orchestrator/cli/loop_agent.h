// An agent with the tool loop, as --agent names it: scripted:FILE, mailbox:DIR or a live model.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cli/run_kinds.h"

namespace wright {

struct LoopAgent {
  std::unique_ptr<Model> model;
  LoopRequest loop;  // Goes to `model`; without an agent, which `loop.talk` and `rules` make.
  StopRules rules;
  std::optional<std::int64_t> clock_s;  // A script's: the date of every commit.
};

[[nodiscard]] bool has_tool_loop(const std::string& kind);

// Says who works and what leaves the machine.  An Error for a kind without a tool loop.
Result<LoopAgent> open_loop_agent(const Invocation& invocation, const RunArguments& given,
                                  const std::string& kind, const std::string& detail);

// `run` with it.
Result<int> run_loop_agent(const Invocation& invocation, const RunArguments& given,
                           const std::string& kind, const std::string& detail);

}  // namespace wright
