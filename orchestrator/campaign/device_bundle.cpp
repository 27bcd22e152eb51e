#include "campaign/device_bundle.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/hash.h"
#include "core/json.h"
#include "exec/gzip.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kIdShown = 12;

Result<void> add_tree(Repo& repo, const DeviceSubject& subject, TarFiles& files);
Result<void> add_folder(const fs::path& from, const std::string& to, TarFiles& files);
Result<void> add_suite(Repo& repo, const Workshop& workshop, const Tools& tools,
                       const CheckTable& table, const DeviceSubject& subject,
                       const DeviceSuite& suite, TarFiles& files);
std::string manifest_of(const DeviceSubject& subject, const TarFiles& files);
std::string sums_of(const TarFiles& files);
Result<void> check_size(const TarFiles& files);

}  // namespace

Result<DeviceBundle> make_device_bundle(Repo& repo, const Workshop& workshop, const Tools& tools,
                                        const CheckTable& table, const DeviceSubject& subject) {
  DeviceBundle bundle;
  bundle.folder = fmt::format("{}-{}", subject.spec.name, subject.tree.value.substr(0, kIdShown));
  TRY(add_folder(tools.share / "cuda_device", "", bundle.files));
  TRY(add_folder(tools.share / "kit", "kit/", bundle.files));
  TRY(add_folder(subject.spec.directory / "host", "host/", bundle.files));
  TRY(add_folder(subject.spec.directory / "visible", "visible/", bundle.files));
  TRY(add_tree(repo, subject, bundle.files));
  for (const DeviceSuite& suite : subject.suites) {
    TRY(add_suite(repo, workshop, tools, table, subject, suite, bundle.files));
  }
  bundle.manifest = manifest_of(subject, bundle.files);
  bundle.files["manifest.json"] = {bundle.manifest, false};
  bundle.files["SHA256SUMS"] = {sums_of(bundle.files), false};
  TRY(check_size(bundle.files));
  return bundle;
}

Result<std::string> packed(const DeviceBundle& bundle) {
  TarFiles files;
  for (const auto& [path, file] : bundle.files) files[bundle.folder + "/" + path] = file;
  const std::string archive = TRY(write_tar(files));
  return gzipped(archive);
}

namespace {

Result<void> add_tree(Repo& repo, const DeviceSubject& subject, TarFiles& files) {
  for (const TreeFile& file : TRY(repo.list(subject.whole, subject.spec.target))) {
    std::string bytes = TRY(repo.read_blob(file.oid));
    files["tree/" + file.path] = {std::move(bytes), file.mode == FileMode::executable};
  }
  return {};
}

// Where there is such a folder.
Result<void> add_folder(const fs::path& from, const std::string& to, TarFiles& files) {
  std::error_code failed;
  if (!fs::is_directory(from, failed)) return {};
  for (const std::string& path : TRY(list_files(from))) {
    std::string bytes = TRY(read_file(from / path));
    files[to + path] = {std::move(bytes), fs::path(path).extension() == ".sh"};
  }
  return {};
}

Result<void> add_suite(Repo& repo, const Workshop& workshop, const Tools& tools,
                       const CheckTable& table, const DeviceSubject& subject,
                       const DeviceSuite& suite, TarFiles& files) {
  const fs::path artifacts = workshop.judging("bundle." + suite.name);
  TRY(remove_tree(artifacts));
  const CheckReport report =
      TRY(run_suite(repo, workshop, tools, table, subject, suite, "bundle", artifacts));
  if (report.status != CheckStatus::pass) {
    return Error{ErrorKind::spec, fmt::format("task {}: its cases cannot be bundled: {}",
                                              suite.task.value, report.summary)};
  }
  return add_folder(artifacts, "cases/" + suite.name + "/", files);
}

std::string manifest_of(const DeviceSubject& subject, const TarFiles& files) {
  nlohmann::json digests = nlohmann::json::object();
  for (const auto& [path, file] : files) digests[path] = sha256_hex(file.bytes);
  nlohmann::json suites = nlohmann::json::array();
  for (const DeviceSuite& suite : subject.suites) suites.push_back(suite.name);
  return canonical({{"v", 1},
                    {"commit", subject.commit.value},
                    {"tree", subject.tree.value},
                    {"target", subject.spec.target},
                    {"spec", subject.spec.name},
                    {"spec_digest", subject.spec.digest.value},
                    {"spec_from", subject.spec_from},
                    {"seed", subject.seed},
                    {"suites", std::move(suites)},
                    {"files", std::move(digests)}}) +
         "\n";
}

// As sha256sum reads it.
std::string sums_of(const TarFiles& files) {
  std::string sums;
  for (const auto& [path, file] : files) sums += sha256_hex(file.bytes) + "  " + path + "\n";
  return sums;
}

Result<void> check_size(const TarFiles& files) {
  std::size_t bytes = 0;
  for (const auto& [path, file] : files) bytes += file.bytes.size();
  if (bytes <= kBundleBytesMax) return {};
  return Error{ErrorKind::spec,
               fmt::format("the bundle would hold {} MB, more than {}: its checks ask for too much "
                           "data",
                           bytes >> 20, kBundleBytesMax >> 20)};
}

}  // namespace
}  // namespace wright
