// mutate_barriers FILE.cu DIR: writes DIR/mutant_1.cu ..., a line of JSON each on stdout.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cuda_emulated/mutate_barriers/barrier_mutants.h"

namespace wright {
namespace {

constexpr std::int64_t kSourceBytesMax = 1 << 20;

int run(const std::filesystem::path& file, const std::filesystem::path& directory) {
  const Result<std::string> source = read_file(file, kSourceBytesMax);
  if (!source) {
    fmt::print(stderr, "{}\n", source.error().message);
    return 3;
  }
  int number = 0;
  for (const BarrierMutant& mutant : barrier_mutants(*source)) {
    const std::filesystem::path to = directory / fmt::format("mutant_{}.cu", ++number);
    if (const Result<void> written = write_file(to, mutant.text); !written) {
      fmt::print(stderr, "{}\n", written.error().message);
      return 3;
    }
    const nlohmann::json line{{"file", to.string()}, {"line", mutant.line}, {"what", mutant.what}};
    fmt::print("{}\n", line.dump());
  }
  return 0;
}

}  // namespace
}  // namespace wright

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "mutate_barriers FILE.cu DIR\n");
    return 2;
  }
  return wright::run(argv[1], argv[2]);
}
