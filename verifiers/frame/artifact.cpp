#include "frame/artifact.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/hash.h"
#include "exec/collect.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<FoundArtifact> find_in(const fs::path& directory, const std::string& name,
                              const std::string& remedy);

}  // namespace

Result<Artifact> publish(const CheckRequest& request, const std::string& name,
                         const fs::path& file) {
  const std::string bytes =
      TRY(collect_file(file.parent_path(), file.filename().string(), kArtifactBytesMax));
  const fs::path into = request.artifacts / name;
  TRY(make_directories(request.artifacts));
  TRY(write_file(into, bytes));
  std::error_code failed;
  fs::permissions(into, fs::perms(0755), failed);
  if (failed) {
    return Error{ErrorKind::io, fmt::format("{}: {}", into.string(), failed.message())};
  }
  return Artifact{name, Digest{sha256_hex(bytes)}};
}

Result<FoundArtifact> find_artifact(const CheckRequest& request, const std::string& name,
                                    const std::string& maker) {
  return find_in(request.artifacts, name, fmt::format("the check {} must pass first", maker));
}

Result<FoundArtifact> find_incumbent(const CheckRequest& request, const std::string& name) {
  if (request.incumbent.empty()) {
    return Error{ErrorKind::unsupported, fmt::format("no incumbent {}: nothing landed yet", name)};
  }
  return find_in(request.incumbent, name, "the base must be built first");
}

namespace {

Result<FoundArtifact> find_in(const fs::path& directory, const std::string& name,
                              const std::string& remedy) {
  const fs::path file = directory / name;
  const Result<std::string> bytes = read_file(file, kArtifactBytesMax);
  if (!bytes) {
    return Error{ErrorKind::io,
                 fmt::format("no artifact {}: {} ({})", name, remedy, bytes.error().message)};
  }
  return FoundArtifact{file, Digest{sha256_hex(*bytes)}};
}

}  // namespace
}  // namespace wright
