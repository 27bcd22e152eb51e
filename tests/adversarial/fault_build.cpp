#include "adversarial/fault_build.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "adversarial/together.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "core/json.h"
#include "exec/program.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kCompileWall{300};
constexpr const char* kTogether = "together.o";
constexpr const char* kAlone = "alone.o";

Result<ProgramReport> shell(const fs::path& directory, const std::string& line);
std::string replaced(std::string line, const std::string& from, const std::string& to);

}  // namespace

FaultBuild::FaultBuild(fs::path build, fs::path directory, std::vector<Fault> every)
    : build_(std::move(build)), directory_(std::move(directory)), every_(std::move(every)) {}

Result<bool> FaultBuild::take(const Fault& fault) {
  if (file_ != fault.file) TRY(open(fault.file));
  const auto found = together_.find(fault.text);
  number_ = found == together_.end() ? 0 : found->second;
  mark_ = sha256_hex(fault.text);
  return number_ > 0 ? Result<bool>(true) : is_another_program(fault);
}

// A program of its own chooses the fault: so the check's digest differs from fault to fault.
Result<void> FaultBuild::put(const std::string& check, const fs::path& into) {
  const std::string name = "check-" + check;
  fs::remove(into);
  if (number_ == 0) return link(check, directory_ / kAlone, into);
  const fs::path program = directory_ / "together" / name;
  if (linked_.insert(check).second) TRY(link(check, directory_ / kTogether, program));
  TRY(write_file(into, fmt::format("#!/bin/sh\n# {}\nexport {}={}\nexec '{}'\n", mark_,
                                   kFaultVariable, number_, program.string())));
  fs::permissions(into, fs::perms(0755));
  return {};
}

Result<bool> FaultBuild::is_another_program(const Fault& fault) {
  const fs::path object = directory_ / kAlone;
  if (sound_.empty()) {
    const std::string text = TRY(read_file(fault.file));
    if (!TRY(compile(text, object))) {
      return Error{ErrorKind::usage, fmt::format("{} does not compile", fault.file.string())};
    }
    sound_ = TRY(read_file(object));
  }
  if (!TRY(compile(fault.text, object))) return false;
  return TRY(read_file(object)) != sound_;
}

// A fault that does not compile spoils them all; most often it is a weaker one.
Result<void> FaultBuild::open(const fs::path& file) {
  file_ = file;
  sound_.clear();
  linked_.clear();
  together_.clear();
  TRY(remove_tree(directory_ / "together"));
  TRY(make_directories(directory_ / "together"));
  const std::string sound = TRY(read_file(file));
  std::vector<Fault> faults;
  std::copy_if(every_.begin(), every_.end(), std::back_inserter(faults),
               [&](const Fault& one) { return one.file == file; });
  for (const bool with_weaker : {true, false}) {
    Together all = together(sound, faults, with_weaker);
    if (!TRY(compile(all.text, directory_ / kTogether))) continue;
    together_ = std::move(all.numbers);
    break;
  }
  return {};
}

Result<bool> FaultBuild::compile(const std::string& text, const fs::path& object) {
  const std::string commands = TRY(read_file(build_ / "compile_commands.json"));
  const nlohmann::json all = TRY(parse_json(commands));
  const auto found = std::find_if(all.begin(), all.end(), [&](const nlohmann::json& one) {
    return one.at("file").get<std::string>() == file_.string();
  });
  if (found == all.end()) {
    return Error{ErrorKind::usage, fmt::format("{} is not built here", file_.string())};
  }
  const fs::path source = directory_ / "fault.cpp";
  TRY(write_file(source, text));
  const std::string command = found->at("command");
  const ProgramReport ran = TRY(
      shell(build_, fmt::format("{} -w -I{} -o {} -c {}", command.substr(0, command.rfind(" -o ")),
                                file_.parent_path().string(), object.string(), source.string())));
  return ran.exit_code == 0;
}

Result<void> FaultBuild::link(const std::string& check, const fs::path& object,
                              const fs::path& into) {
  const std::string program = "libexec/check-" + check;
  const ProgramReport told = TRY(shell(build_, "ninja -t commands " + program + " | tail -1"));
  std::string line(trim(told.out));
  line = replaced(line, "-o " + program + " ", fmt::format("-o {} ", into.string()));
  // In its place, or before the library that has it.
  const std::string own = file_.parent_path().filename().string() + "/CMakeFiles/check-" + check +
                          ".dir/" + file_.filename().string() + ".o";
  const std::size_t at = line.find(own);
  if (at != std::string::npos) {
    const std::size_t begin = line.rfind(' ', at) + 1;
    line.replace(begin, at + own.size() - begin, object.string());
  } else {
    line = replaced(line, "-o " + into.string(), object.string() + " -o " + into.string());
  }
  const ProgramReport ran = TRY(shell(build_, line));
  if (ran.exit_code == 0 && fs::exists(into)) return {};
  return Error{ErrorKind::io,
               fmt::format("cannot link {}: {}", program, head_and_tail(ran.err, 400))};
}

namespace {

Result<ProgramReport> shell(const fs::path& directory, const std::string& line) {
  ProgramRequest request;
  request.argv = {"/bin/sh", "-c", fmt::format("cd '{}' && {}", directory.string(), line)};
  request.wall = kCompileWall;
  return run_program(request);
}

std::string replaced(std::string line, const std::string& from, const std::string& to) {
  const std::size_t at = line.find(from);
  if (at != std::string::npos) line.replace(at, from.size(), to);
  return line;
}

}  // namespace
}  // namespace wright::adversarial
