// What the lines tell of each attempt, and whether it can have happened in this order.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auditor/log.h"

namespace auditor {

struct Attempt {
  std::string id;
  std::string task;
  const Line* opened = nullptr;
  const Line* submitted = nullptr;
  const Line* nonce = nullptr;
  const Line* judged = nullptr;
  const Line* intended = nullptr;
  const Line* landed = nullptr;
  const Line* ended = nullptr;  // `landed`, `rejected` or `attempt_abandoned`.
  json served;                  // The latest `model_served` before the patch; null: none.
  std::string spec_files;       // Pinned when it landed.
  std::string held_out;         // Its held-out digest.
  std::string transcript;       // Its lines up to `judged`.
  int lines = 0;                // Of them.
  int actions = 0;
};

struct Story {
  const Line* opened = nullptr;
  const Line* closed = nullptr;
  std::vector<std::string> landed;  // Attempts in the order of landing.
  std::map<std::string, Attempt> attempts;

  [[nodiscard]] std::string campaign() const { return text_at(opened->value, "campaign"); }
  [[nodiscard]] std::string target() const { return text_at(opened->value, "target"); }
};

// Points into `log`.  Findings: an order that cannot be (a nonce before the patch, a landing
// without a verdict, anything behind the closing line), ids that do not fit, digests of the spec
// that are not those of the pinned files.  `opened` is null when the log cannot be followed.
Story read_story(const Log& log, Report& report);

}  // namespace auditor
