// What the tests of the program share: the campaign on tests/scenarios/quick, and
// what an answer must look like.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/files.h"
#include "support/program.h"

namespace wright::test {

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline std::string quick_folder(const std::string& path) {
  return quoted(source("tests/scenarios/quick/" + path).string());
}

// Arguments that run the whole campaign: one rejection, two landings.
inline std::string quick_run() {
  return "run --spec " + quick_folder("quick") + " --agent scripted:" + quick_folder("lands.yaml");
}

// A repository in which that campaign is finished, made once and only read.
inline const Repository& finished() {
  static const Repository repository;
  static const Ran ran = tensorwright(repository.path(), quick_run());
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  return repository;
}

// A repository of its own with that campaign's branch and recording.
inline std::unique_ptr<Repository> with_recording() {
  static const Ran recorded = tensorwright(finished().path(), "record quick");
  EXPECT_EQ(recorded.exit_code, 0) << recorded.out;
  auto copy = std::make_unique<Repository>();
  const std::string from = finished().path().string();
  const Ran copied =
      run_line(copy->path(), "git fetch -q " + quoted(from) + " campaign/quick:campaign/quick && " +
                                 "mkdir -p logs/recorded && cp -r " +
                                 quoted(from + "/logs/recorded/quick") + " logs/recorded/");
  EXPECT_EQ(copied.exit_code, 0) << copied.out;
  return copy;
}

// Exactly one line, from the program, without a control character.
inline ::testing::AssertionResult is_one_line(const Ran& ran) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
  const bool is_good = ran.out.rfind("tensorwright: ", 0) == 0 && ran.out.back() == '\n' &&
                       std::count(ran.out.begin(), ran.out.end(), '\n') == 1 &&
                       std::none_of(ran.out.begin(), ran.out.end(), is_control);
  if (is_good) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "not one clean line: " << ran.out;
}

// The exit code and one line that says `part`.
inline ::testing::AssertionResult fails_with(const Ran& ran, int exit_code,
                                             const std::string& part) {
  if (ran.exit_code == exit_code && is_one_line(ran) && holds(ran.out, part)) {
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure()
         << "wanted " << exit_code << " and \"" << part << "\", got " << ran.exit_code << " and "
         << ::testing::PrintToString(ran.out);
}

}  // namespace wright::test
