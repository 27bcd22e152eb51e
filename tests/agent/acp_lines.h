// What a step says to an agent.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "agent/acp_step.h"

namespace wright::test {

inline nlohmann::json only_line(const AcpStep& step) {
  EXPECT_EQ(step.lines.size(), 1U);
  return step.lines.empty() ? nlohmann::json() : nlohmann::json::parse(step.lines.front());
}

inline std::string fault_of(const AcpStep& step) {
  return only_line(step)["error"].value("message", "none");
}

}  // namespace wright::test
