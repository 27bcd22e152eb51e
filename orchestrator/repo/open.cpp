#include <fmt/format.h>
#include <sys/stat.h>

#include <mutex>

#include "base/files.h"
#include "base/text.h"
#include "core/file_name.h"
#include "repo/git_handle.h"
#include "repo/repo.h"

// Debian's libgit2 reads every certificate of the machine when it starts, which takes longer than
// all else that it does for a run.  We open no connection through it: its call comes here instead
// of to mbedTLS, and finds none.  A libgit2 over another TLS does not ask.
extern "C" int mbedtls_x509_crt_parse_file(void* /*chain*/, const char* /*file*/) {
  constexpr int kFileError = -0x2900;
  return kFileError;
}

namespace wright {
namespace {

namespace fs = std::filesystem;

void start_library();
Result<void> refuse_sha256(const fs::path& git_directory);

}  // namespace

Repo::Repo(std::unique_ptr<State> state) : state_(std::move(state)) {}
Repo::Repo(Repo&&) noexcept = default;
Repo& Repo::operator=(Repo&&) noexcept = default;
Repo::~Repo() = default;

Result<Repo> Repo::open(const fs::path& directory) {
  start_library();
  GitBuffer found;
  const std::string start = fs::absolute(directory).string();
  if (git_repository_discover(&found.buffer, start.c_str(), 0, nullptr) != 0) {
    return Error{ErrorKind::git, fmt::format("{}: is in no git repository: `git init` makes one",
                                             escape_for_terminal(start))};
  }
  TRY(refuse_sha256(found.buffer.ptr));
  git_repository* raw = nullptr;
  if (git_repository_open(&raw, found.buffer.ptr) != 0) return git_failure("open " + start);
  auto state = std::make_unique<State>();
  state->repository.reset(raw);
  if (git_repository_workdir(raw) == nullptr) {
    return Error{ErrorKind::unsupported, fmt::format("{}: is a bare repository", start)};
  }
  return Repo(std::move(state));
}

Result<Repo> Repo::init(const fs::path& directory) {
  start_library();
  git_repository* raw = nullptr;
  if (git_repository_init(&raw, directory.c_str(), 0) != 0) {
    return git_failure("make a repository in " + directory.string());
  }
  git_repository_free(raw);
  return open(directory);
}

fs::path Repo::root() const {
  return fs::path(git_repository_workdir(state_->repository.get())).parent_path();
}

fs::path Repo::git_directory() const {
  return fs::path(git_repository_path(state_->repository.get())).parent_path();
}

Error git_failure(const std::string& what) {
  const git_error* last = git_error_last();
  return Error{ErrorKind::git, fmt::format("cannot {}: {}", escape_for_terminal(what),
                                           last == nullptr ? "git gave no reason"
                                                           : escape_for_terminal(last->message))};
}

std::string hex_of(const git_oid& oid) {
  std::string hex(GIT_OID_HEXSZ, '\0');
  git_oid_fmt(hex.data(), &oid);
  return hex;
}

Result<git_oid> oid_of(const std::string& hex) {
  git_oid oid;
  if (hex.size() != GIT_OID_HEXSZ || git_oid_fromstr(&oid, hex.c_str()) != 0) {
    return Error{ErrorKind::git, fmt::format("\"{}\" is no object id", escape_for_terminal(hex))};
  }
  return oid;
}

Result<void> check_path(const std::string& path) {
  for (const std::string& part : split(path, '/')) {
    const std::string fault = fault_in_name(part);
    if (fault.empty()) continue;
    return Error{ErrorKind::git, fmt::format("path \"{}\": {}", escape_for_terminal(path), fault)};
  }
  return {};
}

namespace {

// The user's and the system's settings must not change an id: none is read.
void start_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    git_libgit2_init();
    for (const int level : {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
                            GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL}) {
      git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    }
    // Root may work in a clone that belongs to somebody else.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 1);
    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
  });
}

// The library would fail later and less clearly.  A linked checkout's settings
// are those of the repository that its file `commondir` names.
Result<void> refuse_sha256(const fs::path& git_directory) {
  const Result<std::string> common = read_file(git_directory / "commondir", 1 << 12);
  const fs::path settings = common ? git_directory / trim(*common) : git_directory;
  const Result<std::string> config = read_file(settings / "config", 1 << 20);
  if (!config) return {};
  for (const std::string& line : split(*config, '\n')) {
    std::string flat;
    for (const char letter : line) {
      if (letter != ' ' && letter != '\t') flat += static_cast<char>(std::tolower(letter));
    }
    if (flat == "objectformat=sha256") {
      return Error{ErrorKind::unsupported,
                   fmt::format("{}: SHA-256 repositories are not supported yet: use a SHA-1 one",
                               git_directory.string())};
    }
  }
  return {};
}

}  // namespace
}  // namespace wright
