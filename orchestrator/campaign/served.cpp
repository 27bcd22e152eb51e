#include "campaign/served.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

constexpr double kGigabyte = 1e9;

struct FileMark {
  std::string name;  // The last part: a journal tells nobody's folders.
  std::int64_t size = 0;
  std::int64_t time_ns = 0;
};
std::optional<FileMark> mark_of(const std::filesystem::path& file);
Result<std::string> digest_of_file(const Hall& hall, const LocalModel& local, const FileMark& mark);
const ModelServed* latest_served_of(const Hall& hall, const std::string& model);
std::string finding_of(const ModelServed& before, const ModelServed& now);
void tell(const Hall& hall, const std::string& text);

}  // namespace

Result<void> set_served(Hall& hall, const std::string& model, const LocalModel& local) {
  ModelServed served{model, local.server, local.digest, ""};
  nlohmann::json told(local.told);
  const ModelServed* before = latest_served_of(hall, model);
  if (const auto mark = mark_of(local.file)) {
    told.update({{"file", to_utf8(mark->name)}, {"bytes", mark->size}, {"time_ns", mark->time_ns}});
    const bool is_known = before != nullptr && before->told == canonical(told);
    served.digest = is_known ? before->digest : TRY(digest_of_file(hall, local, *mark));
  } else if (!local.file.empty()) {
    told["file"] = to_utf8(local.file.filename().string());
  }
  served.told = canonical(told);
  if (before != nullptr && *before == served) return {};
  if (before != nullptr) tell(hall, finding_of(*before, served));
  TRY(hall.record(served));
  return {};
}

namespace {

std::optional<FileMark> mark_of(const std::filesystem::path& file) {
  struct stat status {};
  if (file.empty() || ::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode) ||
      ::access(file.c_str(), R_OK) != 0) {
    return std::nullopt;
  }
  return FileMark{file.filename().string(), status.st_size,
                  status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
}

Result<std::string> digest_of_file(const Hall& hall, const LocalModel& local,
                                   const FileMark& mark) {
  tell(hall, fmt::format("reads {} once for its digest ({:.1f} GB)", escape_for_terminal(mark.name),
                         static_cast<double>(mark.size) / kGigabyte));
  return "sha256:" + TRY(sha256_of_file(local.file));
}

const ModelServed* latest_served_of(const Hall& hall, const std::string& model) {
  const auto& served = hall.state().served;
  return served && served->model == model ? &*served : nullptr;
}

std::string finding_of(const ModelServed& before, const ModelServed& now) {
  const std::string model = escape_for_terminal(now.model);
  if (before.digest != now.digest) {
    return fmt::format("finding: {} is another model than before: it was {} and is {}", model,
                       before.digest.empty() ? "without a digest" : before.digest,
                       now.digest.empty() ? "without one" : now.digest);
  }
  return fmt::format("finding: {} is served otherwise than before: {}", model, now.told);
}

void tell(const Hall& hall, const std::string& text) {
  hall.tell({Notice::Kind::progress, {}, {}, text});
}

}  // namespace
}  // namespace wright
