// The one page that an agent gets, rendered from prompts/brief.md.
#pragma once

#include <string>

#include "campaign/hall.h"

namespace wright {

struct BriefRequest {
  const Task* task = nullptr;
  int number = 1;
  CommitId base;
  std::string feedback;  // Of earlier attempts, or empty.
  std::string tools;
};

Result<std::string> render_brief(Hall& hall, const BriefRequest& request);

}  // namespace wright
