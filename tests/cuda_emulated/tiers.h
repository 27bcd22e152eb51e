// Compiles a .cu file as a candidate's are, in one of the tiers, and runs it.
#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/files.h"
#include "exec/program.h"

namespace wright::test {

struct Tier {
  std::string name;
  std::vector<std::string> flags;
  std::vector<std::string> link;  // Flags and libraries.
};

inline const std::vector<Tier>& tiers() {
  // A trap instead of a message: the emulator makes a fault of it, with its line.
  static const std::string undefined = "-fsanitize=undefined";
  static const std::string trap = "-fsanitize-undefined-trap-on-error";
  static const std::vector<Tier> all{
      {"plain", {"-O2"}, {WRIGHT_EMULATOR_HOOKS_OFF, WRIGHT_EMULATOR_PLAIN}},
      {"asan",
       {"-O1", "-fsanitize=address", undefined, "-fno-sanitize=vptr", trap},
       {"-fsanitize=address", WRIGHT_EMULATOR_HOOKS_OFF, WRIGHT_EMULATOR_ASAN}},
      {"hooks",
       {"-O1", "-fsanitize=thread", undefined, "-fno-sanitize=vptr", trap},
       {WRIGHT_EMULATOR_HOOKS, WRIGHT_EMULATOR_PLAIN}}};
  return all;
}

inline const Tier& tier(const std::string& name) {
  for (const Tier& one : tiers()) {
    if (one.name == name) return one;
  }
  throw std::out_of_range("no tier is called " + name);
}

// The .cu files of a folder beside this one, by name.
inline std::vector<std::filesystem::path> kernel_files(const std::string& folder) {
  const std::filesystem::path beside = std::filesystem::path(WRIGHT_PLANTED).parent_path();
  std::vector<std::filesystem::path> found;
  for (const std::filesystem::directory_entry& entry :
       std::filesystem::directory_iterator(beside / folder)) {
    if (entry.path().extension() == ".cu") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

struct Run {
  std::string trouble;  // Empty: it was compiled, linked and started.
  int exit_code = -1;
  std::vector<nlohmann::json> faults;
  std::string output;
};

using Environment = std::map<std::string, std::string>;

inline std::string call(const std::vector<std::string>& argv) {
  const Result<ProgramReport> report =
      run_program({.argv = argv, .wall = std::chrono::seconds(120)});
  if (!report) return report.error().message;
  if (report->exit_code == 0 && !report->timed_out && report->signal == 0) return "";
  return argv.back() + ": " + report->err;
}

inline std::vector<std::string> compile_words(const Tier& one) {
  std::vector<std::string> words{"/usr/bin/env", "CCACHE_SLOPPINESS=pch_defines,time_macros"};
  if (const std::string ccache = WRIGHT_CCACHE; !ccache.empty()) words.push_back(ccache);
  const std::string emulator = WRIGHT_EMULATOR;
  for (const std::string& word :
       std::vector<std::string>{WRIGHT_CXX, "-std=c++20", "-g1", "-ffp-contract=off", "-Wall",
                                "-Wextra", "-Werror", "-I" WRIGHT_PLANTED_HEADERS, "-I" + emulator,
                                "-I" + emulator + "/include", "-isystem" WRIGHT_CUDA_HEADERS}) {
    words.push_back(word);
  }
  words.insert(words.end(), one.flags.begin(), one.flags.end());
  return words;
}

// Empty, or why there is no program.
inline std::string build(const Tier& one, const std::filesystem::path& source,
                         const std::filesystem::path& program) {
  std::filesystem::create_directories(program.parent_path());
  std::vector<std::string> words = compile_words(one);
  const std::string object = program.string() + ".o";
  for (const std::string& word :
       std::vector<std::string>{"-x", "c++", "-c", "-o", object, source.string()}) {
    words.push_back(word);
  }
  if (const std::string trouble = call(words); !trouble.empty()) return trouble;
  std::vector<std::string> link{"/usr/bin/env", WRIGHT_CXX, "-o", program.string(), object};
  // Twice: the hooks and the emulator need each other.
  for (int turn = 0; turn < 2; ++turn) link.insert(link.end(), one.link.begin(), one.link.end());
  for (const char* word : {WRIGHT_BACKTRACE, "-ldl", "-lpthread"}) link.emplace_back(word);
  std::istringstream covered(WRIGHT_COVERED_LINK);
  for (std::string word; std::getline(covered, word, ' ');) link.push_back(word);
  return call(link);
}

inline Run run(const std::filesystem::path& program, const std::vector<std::string>& arguments,
               const Environment& environment) {
  const std::filesystem::path report = program.string() + ".jsonl";
  std::filesystem::remove(report);
  std::vector<std::string> argv{"/usr/bin/env", "EMU_REPORT=" + report.string()};
  for (const auto& [name, value] : environment) argv.push_back(name + "=" + value);
  argv.push_back(program.string());
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  Run run;
  const Result<ProgramReport> done = run_program({.argv = argv, .wall = std::chrono::seconds(60)});
  if (!done) return {.trouble = done.error().message};
  if (done->timed_out) return {.trouble = "it did not end in 60 s"};
  run.exit_code = done->signal != 0 ? 128 + done->signal : done->exit_code;
  run.output = done->out + done->err;
  if (!std::filesystem::exists(report)) return run;
  std::istringstream lines(read_file(report).value());
  for (std::string line; std::getline(lines, line);) {
    nlohmann::json fault = nlohmann::json::parse(line);
    // The note of a call that EMU_FAIL_CALL asked to fail is no fault.
    if (fault.at("kind") != "injected-failure") run.faults.push_back(std::move(fault));
  }
  return run;
}

}  // namespace wright::test
