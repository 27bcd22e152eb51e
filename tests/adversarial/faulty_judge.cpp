#include "adversarial/faulty_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "core/json.h"
#include "exec/program.h"
#include "selftest/workspace.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kCompileWall{300};
constexpr std::size_t kPlantedMax = 3;  // Of the cheats that the rule is named for.

std::vector<std::string> checks_with(const fs::path& source);
bool names(const Workspace& workspace, const std::string& rule);
std::vector<Workspace> workspaces_for(const std::string& check, const Fault& fault);
Result<bool> is_red(const Workspace& workspace, const fs::path& libexec);
Result<ProgramReport> shell(const fs::path& directory, const std::string& line);
std::string replaced(std::string line, const std::string& from, const std::string& to);

}  // namespace

FaultyJudge::FaultyJudge(fs::path build, fs::path directory, std::vector<Kind> kinds)
    : build_(std::move(build)), directory_(std::move(directory)), kinds_(std::move(kinds)) {}

Result<FaultyJudge> FaultyJudge::open(const fs::path& build, const fs::path& directory,
                                      const std::vector<Kind>& kinds) {
  TRY(remove_tree(directory));
  TRY(make_directories(directory / "libexec"));
  return FaultyJudge(build, directory, kinds);
}

Result<Judged> FaultyJudge::judge(const Fault& fault) {
  Judged judged;
  judged.fault = fault;
  const std::optional<fs::path> object = TRY(compile(fault));
  if (!object) return judged;
  judged.is_viable = true;
  const std::vector<std::string> checks = checks_with(fault.file);
  TRY(remove_tree(directory_ / "libexec"));
  TRY(make_directories(directory_ / "libexec"));
  for (const auto& entry : fs::directory_iterator(build_ / "libexec")) {
    fs::create_symlink(entry.path(), directory_ / "libexec" / entry.path().filename());
  }
  for (const std::string& check : checks) TRY(link(fault.file, *object, check));
  for (const std::string& check : checks) {
    judged.by = TRY(first_red(check, fault));
    if (judged.by.empty()) judged.by = TRY(first_red_kind(check, fault));
    judged.is_noticed = !judged.by.empty();
    if (judged.is_noticed) break;
  }
  return judged;
}

// The object; none when it does not compile, or to the bytes that it had.
Result<std::optional<fs::path>> FaultyJudge::compile(const Fault& fault) {
  if (sound_file_ != fault.file) {
    const std::string text = TRY(read_file(fault.file));
    sound_ = TRY(object_of(fault.file, text));
    sound_file_ = fault.file;
    if (sound_.empty()) {
      return Error{ErrorKind::usage, fmt::format("{} does not compile", fault.file.string())};
    }
  }
  const std::string object = TRY(object_of(fault.file, fault.text));
  if (object.empty() || object == sound_) return std::optional<fs::path>{};
  return std::optional<fs::path>{directory_ / "fault.o"};
}

// Its bytes, which are in fault.o as well; empty: it does not compile.
Result<std::string> FaultyJudge::object_of(const fs::path& file, const std::string& text) {
  const std::string commands = TRY(read_file(build_ / "compile_commands.json"));
  const nlohmann::json all = TRY(parse_json(commands));
  const auto found = std::find_if(all.begin(), all.end(), [&](const nlohmann::json& one) {
    return one.at("file").get<std::string>() == file.string();
  });
  if (found == all.end()) {
    return Error{ErrorKind::usage, fmt::format("{} is not built here", file.string())};
  }
  const fs::path source = directory_ / "fault.cpp";
  const fs::path object = directory_ / "fault.o";
  TRY(write_file(source, text));
  const std::string command = found->at("command");
  const ProgramReport ran = TRY(
      shell(build_, fmt::format("{} -w -I{} -o {} -c {}", command.substr(0, command.rfind(" -o ")),
                                file.parent_path().string(), object.string(), source.string())));
  if (ran.exit_code != 0) return std::string();
  return read_file(object);
}

Result<void> FaultyJudge::link(const fs::path& source, const fs::path& object,
                               const std::string& check) {
  const std::string program = "libexec/check-" + check;
  const ProgramReport told = TRY(shell(build_, "ninja -t commands " + program + " | tail -1"));
  std::string line(trim(told.out));
  const fs::path out = directory_ / program;
  fs::remove(out);
  line = replaced(line, "-o " + program + " ", fmt::format("-o {} ", out.string()));
  // In its place, or before the library that has it.
  const std::string own = source.parent_path().filename().string() + "/CMakeFiles/check-" + check +
                          ".dir/" + source.filename().string() + ".o";
  const std::size_t at = line.find(own);
  if (at != std::string::npos) {
    const std::size_t begin = line.rfind(' ', at) + 1;
    line.replace(begin, at + own.size() - begin, object.string());
  } else {
    line = replaced(line, "-o " + out.string(), object.string() + " -o " + out.string());
  }
  const ProgramReport ran = TRY(shell(build_, line));
  if (ran.exit_code == 0 && fs::exists(out)) return {};
  return Error{ErrorKind::io,
               fmt::format("cannot link {}: {}", program, head_and_tail(ran.err, 400))};
}

Result<std::string> FaultyJudge::first_red(const std::string& check, const Fault& fault) {
  for (const Workspace& workspace : workspaces_for(check, fault)) {
    const bool red = TRY(is_red(workspace, directory_ / "libexec"));
    if (red)
      return fmt::format("{}/{}/{}", workspace.check, workspace.kind,
                         workspace.folder.filename().string());
  }
  return std::string();
}

// Its cheats alone: a twin has a workspace beside it that is as honest.
Result<std::string> FaultyJudge::first_red_kind(const std::string& check, const Fault& fault) {
  Tools tools = tools_beside(build_ / "bin" / "tensorwright");
  tools.libexec = directory_ / "libexec";
  Gallery gallery = TRY(Gallery::open(directory_ / "gallery", tools));
  std::size_t tried = 0;
  for (const Planted& planted : planted_in(kinds_)) {
    const bool is_named =
        planted.is_cheat() && (planted.rule == fault.rule || planted.rule == check + fault.rule);
    if (!is_named || tried == kPlantedMax) continue;
    ++tried;
    const Outcome outcome = TRY(gallery.judge(planted));
    if (!outcome.is_right()) return planted.kind->name + "/" + planted.name;
  }
  return std::string();
}

namespace {

// The checks whose workspaces put this source to the test.
std::vector<std::string> checks_with(const fs::path& source) {
  static const std::map<std::string, std::vector<std::string>> kOfRoom{
      {"builder", {"build", "tests"}},
      {"frame", {"sanitize"}},
      {"grader", {"held_out", "differential"}}};
  const std::string room = source.parent_path().filename().string();
  const auto found = kOfRoom.find(room);
  return found == kOfRoom.end() ? std::vector<std::string>{room} : found->second;
}

bool names(const Workspace& workspace, const std::string& rule) {
  const Result<std::string> text = read_file(workspace.folder / "expect.json");
  return text && text->find(rule + "\"") != std::string::npos;
}

// Those that name the rule first, since they will most likely notice.
std::vector<Workspace> workspaces_for(const std::string& check, const Fault& fault) {
  std::vector<Workspace> all = workspaces(WRIGHT_SOURCE_DIR);
  std::erase_if(all, [&](const Workspace& one) { return one.check != check; });
  std::stable_partition(all.begin(), all.end(),
                        [&](const Workspace& one) { return names(one, fault.rule); });
  return all;
}

Result<bool> is_red(const Workspace& workspace, const fs::path& libexec) {
  const TempDirectory root = TRY(TempDirectory::make(fs::temp_directory_path(), "faulty-"));
  const fs::path build = WRIGHT_BUILD_DIR;
  Bench bench(workspace, root.path(),
              {WRIGHT_SOURCE_DIR, libexec, build / "share", build / "bin" / "wright-sandbox",
               build / "tests" / "check_cache"});
  const Result<CheckReport> report = bench.judge();
  if (!report) return true;
  if (report->status == CheckStatus::unavailable) return false;
  return !bench.is_as_expected(*report);
}

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
