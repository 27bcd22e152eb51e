#include "plan/borrow.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "plan/front_matter.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kLent = {"host/", "scaffold/", "held_out/oracle/"};

void borrow_from(const fs::path& lender, const Snapshot& lent, Draft& draft);
bool is_lent(const std::string& path);
std::string like_of(const Snapshot& spec);

}  // namespace

void borrow_files(Draft& draft, Findings& findings) {
  std::set<std::string> seen{draft.spec.name};
  std::error_code failed;
  const fs::path specs = fs::weakly_canonical(draft.spec.directory, failed).parent_path();
  for (std::string name = draft.spec.like; !name.empty();) {
    if (!seen.insert(name).second) {
      findings.add("spec.md", draft.like_line,
                   fmt::format("like leads back to {}: a spec cannot lend to itself", name));
      return;
    }
    Findings of_lender;  // Which are for those who lint the lender.
    const Result<Snapshot> lent = take_snapshot(specs / name, of_lender);
    if (!lent || !lent->has("spec.md")) {
      findings.add("spec.md", draft.like_line,
                   fmt::format("like: no spec {} lies beside this one", in_quotes(name)));
      return;
    }
    borrow_from(specs / name, *lent, draft);
    name = like_of(*lent);
  }
}

namespace {

void borrow_from(const fs::path& lender, const Snapshot& lent, Draft& draft) {
  std::vector<SpecFile> files;
  for (const SpecFile& file : lent.files) {
    if (!is_lent(file.path) || draft.snapshot.has(file.path)) continue;
    files.push_back(file);
    draft.spec.borrowed[file.path] = lender / file.path;
  }
  std::vector<SpecFile>& all = draft.snapshot.files;
  all.insert(all.end(), files.begin(), files.end());
  std::sort(all.begin(), all.end(),
            [](const SpecFile& a, const SpecFile& b) { return a.path < b.path; });
}

bool is_lent(const std::string& path) {
  return std::any_of(kLent.begin(), kLent.end(),
                     [&](const std::string_view part) { return path.starts_with(part); });
}

std::string like_of(const Snapshot& spec) {
  const auto text = spec.texts.find("spec.md");
  if (text == spec.texts.end()) return "";
  Findings ignored;
  const FrontMatter front = read_front_matter("spec.md", text->second, ignored);
  Fields fields("spec.md", front.map, "spec.md", ignored, false);
  const std::optional<Word> like = fields.text("like", Need::optional);
  return like && is_identifier(like->text) ? like->text : "";
}

}  // namespace
}  // namespace wright
