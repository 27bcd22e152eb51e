#include "cli/runtime_train.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/print.h"

namespace wright {
namespace {

nlohmann::json json_of(const Trained& trained);
std::vector<std::string> row_of(const Trained& trained);

}  // namespace

Result<int> train_programs(const Invocation& invocation, const TrainRequest& request) {
  const auto say = [&](const Trained& trained) {
    if (!invocation.json) fmt::print("{} has run\n", trained.name);
  };
  const std::vector<Trained> all = TRY(train_tree(invocation.tools, request, say));
  const bool all_hold =
      std::all_of(all.begin(), all.end(), [](const Trained& one) { return one.holds; });
  if (invocation.json) {
    nlohmann::json records = nlohmann::json::array();
    for (const Trained& trained : all) records.push_back(json_of(trained));
    print_json({{"programs", records}, {"holds", all_hold}});
  } else {
    std::vector<std::vector<std::string>> rows;
    for (const Trained& trained : all) rows.push_back(row_of(trained));
    print_table({"program", "whole run", "reached", "a step", "the peer's", "ratio", "resumed", ""},
                std::move(rows));
  }
  return all_hold ? kExitDone : kExitNotGood;
}

namespace {

nlohmann::json json_of(const Trained& trained) {
  return {{"name", trained.name},
          {"failed", trained.failed},
          {"seconds", trained.seconds},
          {"reached", trained.reached},
          {"step_s", trained.step},
          {"peer", trained.peer},
          {"peer_step_s", trained.peer_step},
          {"resumed", trained.resumes},
          {"holds", trained.holds}};
}

std::vector<std::string> row_of(const Trained& trained) {
  if (!trained.failed.empty()) {
    return {trained.name, "-", "-", "-", "-", "-", "-", "failed: " + trained.failed};
  }
  const std::string ratio =
      trained.peer_step > 0 ? fmt::format("{:.2f}", trained.step / trained.peer_step) : "-";
  return {trained.name,
          fmt::format("{:.1f} s", trained.seconds),
          fmt::format("{:.2f}", trained.reached),
          fmt::format("{:.4f} s", trained.step),
          trained.peer,
          ratio,
          trained.resumes,
          trained.holds ? "holds" : "does not hold"};
}

}  // namespace
}  // namespace wright
