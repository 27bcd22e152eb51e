// The toy of verifiers/cuda_device, bundled once and run once on its CPU build, as a person would.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/files.h"
#include "tests/cli/quick.h"

namespace wright::test {

inline std::string toy_spec() {
  return quoted(source("verifiers/cuda_device/toy").string());
}

// A repository whose one commit has the toy's library.
inline std::unique_ptr<Repository> with_toy() {
  auto repository = std::make_unique<Repository>();
  const Ran made = run_line(
      repository->path(),
      "cp -r " + quoted(source("verifiers/cuda_device/toy/scaffold").string()) +
          " toy_tree && git add -A && git -c user.name=a -c user.email=a@b commit -q -m toy");
  EXPECT_EQ(made.exit_code, 0) << made.out;
  return repository;
}

// It, and below `trial` the result of `run.sh --cpu`, unpacked.
inline const Repository& tried() {
  static const std::unique_ptr<Repository> repository = with_toy();
  static const Ran bundled =
      tensorwright(repository->path(), "bundle --spec " + toy_spec() + " -o toy.tar.gz");
  EXPECT_EQ(bundled.exit_code, 0) << bundled.out;
  static const Ran ran = run_line(repository->path(),
                                  "mkdir elsewhere trial && tar -C elsewhere -xzf toy.tar.gz && "
                                  "env -i PATH=/usr/bin:/bin elsewhere/toy-*/run.sh --cpu && "
                                  "cp elsewhere/toy-*/result.tar.gz trial.tar.gz && "
                                  "tar -C trial -xzf trial.tar.gz");
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  return *repository;
}

constexpr const char* kDeviceLine =
    R"({"name": "Pretended GPU", "architecture": 90, "multiprocessors": 132, "memory_mb": 81089, )"
    R"("driver": 13000, "runtime": 13000, "copy_gb_per_s": 2511.4})";

// A copy of that repository in which the trial says that it ran on a device; the shell line
// `change` runs in result/ before the digests are made, `after` behind that.
class Pretended {
 public:
  explicit Pretended(const std::string& change = "true", const std::string& after = "true") {
    const std::string line =
        "cp -r " + quoted(tried().path() / ".git") + " " + quoted(tried().path() / "trial") +
        " . && cd trial/result && echo cuda > device && "
        "printf 'Cuda compilation tools, release 13.0, V13.0.88\\n' > nvcc && echo " +
        quoted(kDeviceLine) + " > device.json && (" + change +
        ") && (find . -type f ! -name SHA256SUMS | sort | xargs sha256sum > ../SUMS && mv ../SUMS "
        "SHA256SUMS) && (" +
        after +
        ") && cd .. && tar --format=ustar -cf ../result.tar result && gzip -n ../result.tar";
    const Ran made = run_line(repository_.path(), "rm -rf .git && " + line);
    EXPECT_EQ(made.exit_code, 0) << made.out;
  }

  [[nodiscard]] const std::filesystem::path& path() const { return repository_.path(); }
  [[nodiscard]] Ran import_it() const {
    return tensorwright(path(), "evidence import result.tar.gz --spec " + toy_spec(),
                        "TENSORWRIGHT_CACHE=" + quoted(tried().path() / "cache"));
  }
  [[nodiscard]] std::vector<std::string> kept() const {
    if (!std::filesystem::exists(path() / "logs/gpu")) return {};
    return list_files(path() / "logs/gpu").value();
  }

 private:
  Repository repository_;
};

}  // namespace wright::test
