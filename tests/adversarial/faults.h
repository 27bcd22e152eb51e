// Faults of the judge itself: a rule that is dropped, turned round or made weaker, in the source
// of the check that has it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace wright::adversarial {

// A fault that is another expression in the place of one that is asked whether it is true, so
// that a program may have both and choose.
struct OtherQuestion {
  std::size_t begin = 0;  // The bytes of the source whose place both take.
  std::size_t end = 0;
  std::string declaration;  // That stands there before either of them, or nothing.
  std::string sound;
  std::string faulty;
};

struct Fault {
  std::filesystem::path file;  // Of the check, below verifiers/.
  int line = 0;                // Where the rule is named.
  std::string rule;            // "hygiene.call", or the end of one: ".failed".
  std::string what;            // "dropped", "turned round", "weaker: `<` became `<=`".
  std::string condition;       // That it is in, on one line; empty: a statement or row is gone.
  std::string text;            // The whole source with the fault.
  std::optional<OtherQuestion> question;

  [[nodiscard]] std::string room() const { return file.parent_path().filename().string(); }
  [[nodiscard]] std::string place() const { return room() + "/" + file.filename().string(); }
};

// All that can be made in this source.  A rule stands where its name does, in a statement or in
// the row of a table; what lets it speak is the condition around that place, or the one before
// it that passes over.
[[nodiscard]] std::vector<Fault> faults_of(const std::filesystem::path& file,
                                           const std::string& text);

// The checks whose workspaces put the sources of this room, a folder below verifiers/, to the
// test: the room itself, or of a shared one those that are most of it.  None: it has no rules.
[[nodiscard]] std::vector<std::string> checks_of(const std::string& room);

// All faults of the sources of all these rooms.
[[nodiscard]] std::vector<Fault> all_faults(const std::filesystem::path& verifiers);

}  // namespace wright::adversarial
