// transformer [--steps N] [--save FILE] [--load FILE]: trains the model of transformer.h.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "terminal.h"
#include "transformer.h"
#include "transformer_plot.h"
#include "tw/error.h"

namespace {

constexpr std::int64_t kStepsALine = 50;  // Where no line can be rewritten.
constexpr std::int64_t kStepsASave = 200;
constexpr std::int64_t kTestBatches = 16;

struct Arguments {
  std::int64_t steps = 1200;
  std::string save;  // Empty: not at all.
  std::string load;
};

std::optional<std::int64_t> steps_of(std::string_view text) {
  std::int64_t steps = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, steps);
  if (error != std::errc() || rest != end || steps < 1) return std::nullopt;
  return steps;
}

std::optional<Arguments> arguments_of(const std::vector<std::string_view>& words) {
  if (words.size() % 2 != 0) return std::nullopt;
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const std::string_view value = words[i + 1];
    if (words[i] == "--steps") {
      const std::optional<std::int64_t> steps = steps_of(value);
      if (!steps) return std::nullopt;
      arguments.steps = *steps;
    } else if (words[i] == "--save" && !value.empty()) {
      arguments.save = value;
    } else if (words[i] == "--load" && !value.empty()) {
      arguments.load = value;
    } else {
      return std::nullopt;
    }
  }
  return arguments;
}

void train(const Arguments& arguments) {
  tw::examples::Transformer model;
  if (!arguments.load.empty()) model.load(arguments.load);

  const std::int64_t before = model.steps();
  const bool rewrites = tw::examples::on_terminal();
  const double begin = tw::examples::seconds();
  std::vector<double> losses;
  while (model.steps() < arguments.steps) {
    losses.push_back(model.step());
    const std::int64_t done = model.steps();
    if (rewrites || done % kStepsALine == 0) {
      const double time = tw::examples::seconds() - begin;
      const double left = time / static_cast<double>(done - before) *
                          static_cast<double>(arguments.steps - done);
      std::printf("%sstep %s of %s  loss %.6f  time %.1f s  left %.1f s%s", rewrites ? "\r" : "",
                  std::to_string(done).c_str(), std::to_string(arguments.steps).c_str(),
                  losses.back(), time, left, rewrites ? "\x1b[K" : "\n");
      std::fflush(stdout);
    }
    if (!arguments.save.empty() && done % kStepsASave == 0 && done < arguments.steps)
      model.save(arguments.save);
  }
  if (rewrites && !losses.empty()) std::printf("\n");
  if (!arguments.save.empty()) model.save(arguments.save);

  std::printf("accuracy %.2f %%\n", 100 * model.accuracy(kTestBatches));
  tw::examples::plot(losses, before + 1);
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<Arguments> arguments =
      arguments_of(std::vector<std::string_view>(argv + (argc > 0 ? 1 : 0), argv + argc));
  if (!arguments) {
    std::fprintf(stderr, "usage: transformer [--steps N] [--save FILE] [--load FILE], N from 1\n");
    return 2;
  }
  try {
    train(*arguments);
  } catch (const tw::Error& error) {  // Of a file: nothing else here can be wrong.
    std::fprintf(stderr, "transformer: %s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "transformer: %s\n", error.what());
    return 1;
  }
  return 0;
}
