#include "campaign/pinned_spec.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "core/json.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

using ReadFile = std::function<Result<std::string>(const SpecFile&)>;

Result<Spec> load_as_pinned(const fs::path& directory, const std::vector<SpecFile>& list,
                            const KnownChecks& known);
Result<void> write_out(const std::vector<SpecFile>& files, const ReadFile& read,
                       const fs::path& into);
Result<std::string> read_unchanged(const Spec& spec, const SpecFile& file);
bool stays_below(const std::string& path);

}  // namespace

Result<Spec> load_sound_spec(const fs::path& directory, const KnownChecks& known) {
  LoadedSpec loaded = TRY(load_spec(directory, known));
  if (!loaded.findings.empty()) {
    const std::size_t more = loaded.findings.size() - 1;
    const std::string rest = more == 0 ? ""
                                       : fmt::format(" (and {} more: tensorwright spec lint {})",
                                                     more, directory.string());
    return Error{ErrorKind::spec, fmt::format("{}/{}{}", directory.string(),
                                              to_text(loaded.findings.front()), rest)};
  }
  return std::move(loaded.spec);
}

Result<Spec> load_whole_spec(const fs::path& directory, const Workshop& workshop,
                             const KnownChecks& known) {
  Spec spec = TRY(load_sound_spec(directory, known));
  if (spec.borrowed.empty()) return spec;
  const fs::path whole = workshop.spec(spec.digest);
  if (!fs::exists(whole)) {
    TRY(write_out(
        spec.files, [&](const SpecFile& file) { return read_unchanged(spec, file); }, whole));
  }
  spec.directory = whole;
  spec.borrowed.clear();
  return spec;
}

Result<Digest> pin_spec(Journal& journal, const Spec& spec) {
  for (const SpecFile& file : spec.files) {
    const std::string bytes = TRY(read_unchanged(spec, file));
    TRY(journal.put_blob(bytes));
  }
  return journal.put_blob(canonical(to_json(spec.files)));
}

Result<Spec> load_pinned_spec(const fs::path& log, const Digest& files, const Workshop& workshop,
                              const KnownChecks& known) {
  const fs::path directory = workshop.spec(files);
  const std::string text = TRY(read_blob(log, files));
  const nlohmann::json value = TRY(parse_json(text));
  const std::vector<SpecFile> list = TRY(spec_files_from_json(value));
  if (fs::exists(directory)) {
    Result<Spec> spec = load_as_pinned(directory, list, known);
    if (spec) return spec;
    TRY(remove_tree(directory));  // A stop of the machine may have left it cut.
  }
  TRY(write_out(
      list, [&](const SpecFile& file) { return read_blob(log, file.digest); }, directory));
  return load_as_pinned(directory, list, known);
}

namespace {

// It was sound when it was pinned; a lint that learnt more since then must not
// make a recording unplayable.
Result<Spec> load_as_pinned(const fs::path& directory, const std::vector<SpecFile>& list,
                            const KnownChecks& known) {
  LoadedSpec loaded = TRY(load_spec(directory, known));
  if (loaded.spec.files == list) return std::move(loaded.spec);
  return Error{ErrorKind::journal,
               fmt::format("{}: is not the spec that was pinned", directory.string())};
}

// Several processes may need the same spec at once: each writes a folder of its own, and the first
// one that is whole takes the place.
Result<void> write_out(const std::vector<SpecFile>& files, const ReadFile& read,
                       const fs::path& into) {
  TRY(make_directories(into.parent_path()));
  const TempDirectory own = TRY(TempDirectory::make(into.parent_path(), "writing-"));
  const fs::path whole = own.path() / "spec";
  for (const SpecFile& file : files) {
    if (!stays_below(file.path)) {
      return Error{ErrorKind::journal, fmt::format("a pinned spec names the file {}", file.path)};
    }
    const std::string bytes = TRY(read(file));
    TRY(make_directories((whole / file.path).parent_path()));
    TRY(place_file(whole / file.path, bytes));
    if (file.executable) ::chmod((whole / file.path).c_str(), 0755);
  }
  std::error_code failed;
  fs::rename(whole, into, failed);
  if (failed && !fs::exists(into)) {
    return Error{ErrorKind::io, into.string() + ": " + failed.message()};
  }
  return {};
}

Result<std::string> read_unchanged(const Spec& spec, const SpecFile& file) {
  const fs::path place = place_of(spec, file);
  std::string bytes = TRY(read_file(place));
  if (digest_of(bytes) != file.digest) {
    return Error{ErrorKind::spec, fmt::format("{}: changed while it was read", place.string())};
  }
  return bytes;
}

bool stays_below(const std::string& path) {
  const fs::path normal = fs::path(path).lexically_normal();
  return !path.empty() && !normal.is_absolute() && *normal.begin() != "..";
}

}  // namespace
}  // namespace wright
