// emulator_branches FOLDER < what `gcov --json-format --stdout` says: a table of the branches
// taken, a line a file of FOLDER, and their sum.
//
// Counted are the branches of every line as gcov has them: for each condition the way that is
// taken and the way that is not.  Left out are the edges that gcov itself marks "throw": clean-up
// after an exception, which the emulator is compiled without.  Instances of one template, and one
// header in several programs, are one: a branch is taken when any of them took it.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Where a branch is: its function's begin tells functions of one line apart.
struct Place {
  int line = 0;
  std::string function;
  std::size_t number = 0;
  auto operator<=>(const Place&) const = default;
};

using Branches = std::map<Place, bool>;  // Whether any run took it.

struct Counted {
  std::map<std::string, Branches> files;
  std::map<std::string, std::set<Place>> thrown;  // Left out.
};

void add(Counted& counted, const json& file, const fs::path& built_in, const std::string& folder);
int print(const Counted& counted);

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "emulator_branches FOLDER < what gcov --json-format --stdout says\n";
    return 2;
  }
  Counted counted;
  for (std::string line; std::getline(std::cin, line);) {
    const json said = json::parse(line, nullptr, false);
    if (said.is_discarded()) continue;  // gcov's own words between the lines.
    const std::string built_in = said.at("current_working_directory");
    for (const json& file : said.at("files")) add(counted, file, built_in, argv[1]);
  }
  return print(counted);
}

namespace {

std::map<std::string, std::string> begins_of(const json& file) {
  std::map<std::string, std::string> begins;
  for (const json& one : file.at("functions")) {
    begins[one.at("name")] =
        fmt::format("{}:{}", one.at("start_line").get<int>(), one.at("start_column").get<int>());
  }
  return begins;
}

void add(Counted& counted, const json& file, const fs::path& built_in, const std::string& folder) {
  const std::string path = (built_in / file.at("file").get<std::string>()).lexically_normal();
  if (path.rfind(folder + "/", 0) != 0) return;
  const auto begins = begins_of(file);
  const std::string name = path.substr(folder.size() + 1);
  for (const json& line : file.at("lines")) {
    const auto begin = begins.find(line.value("function_name", ""));
    Place place{line.at("line_number"), begin == begins.end() ? "" : begin->second};
    Place clean_up = place;
    for (const json& branch : line.at("branches")) {
      if (branch.at("throw").get<bool>()) {
        counted.thrown[name].insert(clean_up);
        ++clean_up.number;
        continue;
      }
      counted.files[name][place] |= branch.at("count").get<std::int64_t>() > 0;
      ++place.number;
    }
  }
}

int print(const Counted& counted) {
  std::size_t taken_of_all = 0, all = 0, thrown = 0;
  for (const auto& [path, places] : counted.thrown) thrown += places.size();
  for (const auto& [path, branches] : counted.files) {
    std::size_t taken = 0;
    std::string missed;
    for (const auto& [place, was_taken] : branches) {
      taken += was_taken ? 1 : 0;
      const std::string line = fmt::format(" {}", place.line);
      if (!was_taken && !missed.ends_with(line)) missed += line;
    }
    taken_of_all += taken;
    all += branches.size();
    fmt::print("{:>5.1f}% {:>4}/{:<4} {}{}{}\n", 100.0 * double(taken) / double(branches.size()),
               taken, branches.size(), path, missed.empty() ? "" : "  not:", missed);
  }
  if (all == 0) return 1;
  fmt::print("{:>5.1f}% {}/{} branches of all files; left out: {} that gcov marks \"throw\"\n",
             100.0 * double(taken_of_all) / double(all), taken_of_all, all, thrown);
  return 0;
}

}  // namespace
