// The whole audit.
#pragma once

#include <string>

#include "auditor/bytes.h"
#include "auditor/report.h"

namespace auditor {

struct Question {
  std::string directory = ".";
  std::string log;              // One log; empty: all below logs/recorded.
  std::string allowed_signers;  // A file of ssh-keygen's; empty: any key may sign.
  bool require_signatures = false;
};

// `broken` says why nothing could be looked at, and is empty otherwise.
Report audit(const Question& question, std::string& broken);

}  // namespace auditor
