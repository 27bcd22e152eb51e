#include "draw.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/files.h"
#include "base/text.h"
#include "grader/fill.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

using Heaps = std::array<std::vector<Mutant>, kMutationKinds>;

bool is_named(const std::string& path, const Plan& plan);
bool is_source(const std::string& path);
bool is_test(const std::string& path);
Result<void> add_named(const CheckRequest& request, const Plan& plan, Drawn& drawn);
std::vector<Mutant> in_turns(const Heaps& heaps, std::size_t count);

}  // namespace

Result<std::vector<std::string>> files_to_change(const CheckRequest& request, const Plan& plan) {
  std::vector<std::string> files;
  if (plan.is_whole) {
    files = TRY(list_files(request.tree));
  } else {
    for (const ChangedFile& change : request.changes) {
      if (change.change != Change::deleted) files.push_back(change.path);
    }
  }
  const auto is_left_alone = [&](const std::string& file) {
    return !is_named(file, plan) || !is_source(file) || is_test(file);
  };
  files.erase(std::remove_if(files.begin(), files.end(), is_left_alone), files.end());
  return files;
}

Result<Drawn> draw(const CheckRequest& request, const Plan& plan,
                   const std::vector<std::string>& files) {
  Drawn drawn;
  Heaps heaps;
  for (const std::string& file : files) {
    const std::string text = TRY(read_file(request.tree / file));
    for (Mutation& mutation : mutations_of(text)) {
      heaps[static_cast<std::size_t>(mutation.kind)].push_back({file, std::move(mutation), false});
      ++drawn.possible;
    }
    drawn.sources[file] = text;
  }
  Stream stream(request.seed + "/mutation");
  for (std::vector<Mutant>& heap : heaps) {
    std::vector<Mutant> mixed;
    for (const std::size_t i : shuffled(heap.size(), stream)) mixed.push_back(heap[i]);
    heap = std::move(mixed);
  }
  TRY(add_named(request, plan, drawn));
  for (Mutant& mutant : in_turns(heaps, plan.mutants)) drawn.mutants.push_back(std::move(mutant));
  return drawn;
}

namespace {

bool is_named(const std::string& path, const Plan& plan) {
  return plan.files.empty() || any_glob_matches(plan.files, path);
}

bool is_source(const std::string& path) {
  static constexpr std::array<std::string_view, 7> kExtensions{".cpp", ".cc",  ".cxx", ".h",
                                                               ".hpp", ".inc", ".ipp"};
  const std::string extension = fs::path(path).extension().string();
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

bool is_test(const std::string& path) {
  return glob_matches("tests/**", path) || glob_matches("**/*_test.*", path) ||
         glob_matches("*_test.*", path);
}

Result<void> add_named(const CheckRequest& request, const Plan& plan, Drawn& drawn) {
  for (const NamedFault& fault : plan.faults) {
    const std::string text = TRY(read_file(request.tree / fault.file));
    const std::size_t at = text.find(fault.text);
    if (fault.text.empty() || at == std::string::npos ||
        text.find(fault.text, at + 1) != std::string::npos) {
      return Error{ErrorKind::spec, fmt::format("check mutation: \"{}\" does not stand once in {}",
                                                escape_for_terminal(fault.text), fault.file)};
    }
    Mutation mutation;
    mutation.line = 1 + static_cast<int>(std::count(
                            text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    mutation.begin = at;
    mutation.end = at + fault.text.size();
    mutation.replacement = fault.becomes;
    drawn.sources[fault.file] = text;
    drawn.mutants.push_back({fault.file, std::move(mutation), true});
  }
  return {};
}

std::vector<Mutant> in_turns(const Heaps& heaps, std::size_t count) {
  std::size_t deepest = 0;
  for (const std::vector<Mutant>& heap : heaps) deepest = std::max(deepest, heap.size());
  std::vector<Mutant> chosen;
  for (std::size_t round = 0; round < deepest; ++round) {
    for (const std::vector<Mutant>& heap : heaps) {
      if (round < heap.size() && chosen.size() < count) chosen.push_back(heap[round]);
    }
  }
  return chosen;
}

}  // namespace
}  // namespace wright
