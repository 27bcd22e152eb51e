// Each landing again: what it was built from gives the very commit, its verdict passed, and its
// statement says so.
#pragma once

#include <map>
#include <set>
#include <string>

#include "auditor/git.h"
#include "auditor/story.h"

namespace auditor {

// What the logs explain so far.
struct Known {
  std::map<std::string, Files> trees;  // By commit: the last ones of campaigns.
  std::set<std::string> commits;       // Roots, landings and closings.
  std::set<std::string> targets;
  std::map<std::string, std::string> campaigns;  // Name -> closing commit, or "".
  std::map<std::string, std::string> landed;     // Tree -> attempt, or the campaign that closed.
};

// A commit's object as git has it, from these values alone.
std::string commit_bytes(const std::string& tree, const std::string& parent, std::int64_t time_s,
                         const std::string& message);

// From the scaffold to the last landing.  `files` are those of the last landing on return; false
// when the commit that the campaign begins on is nowhere to be found, which is a note.
bool audit_landings(const Log& log, const Story& story, const Git& git, Known& known, Files& files,
                    Report& report);

}  // namespace auditor
