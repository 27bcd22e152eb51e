#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "frame/verifier_main.h"
#include "grader/case_check.h"

namespace wright {
namespace {

// The configured file beside spec.md; nothing where none is configured.
Result<std::string> file_of(const CheckRequest& request) {
  const nlohmann::json config = TRY(parse_json(request.config));
  const nlohmann::json file = config.value("file", nlohmann::json(""));
  if (file.is_string() && file.get<std::string>().find('/') == std::string::npos) {
    return file.get<std::string>();
  }
  return Error{ErrorKind::spec, "check held_out: \"file\" is the name of a file beside spec.md"};
}

Result<CheckReport> verify(const CheckRequest& request) {
  const std::string file = TRY(file_of(request));
  if (!file.empty()) {
    std::vector<Case> probe = TRY(load_case_file(request.spec / file, request.task.value));
    return check_cases(request, TRY(grading_of(request, std::move(probe), true)));
  }
  std::vector<Case> cases = TRY(cases_of(request, "held_out"));
  Grading grading = TRY(grading_of(request, std::move(cases), true));
  grading.tasks = tasks_of(request);
  return check_cases(request, grading);
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
