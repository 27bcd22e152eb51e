#include "questions.h"

#include <fmt/format.h>

#include "grader/case_check.h"
#include "grader/fill.h"

namespace wright {
namespace {

struct Source {
  Case one;
  bool held_out = false;
};

Result<Question> question_of(const CheckRequest& request, Source source) {
  const std::string key =
      fmt::format("{}/invariance/{}/{}", request.seed, source.held_out ? "held_out" : "visible",
                  full_name(source.one));
  Question question;
  question.program = TRY(lower(source.one, key));
  for (const char* other : {"/before", "/long before"}) {
    question.before.push_back(TRY(lower(source.one, key + other)));
  }
  question.one = std::move(source.one);
  question.held_out = source.held_out;
  return question;
}

}  // namespace

Result<std::vector<Question>> questions_of(const CheckRequest& request, const Plan& plan) {
  std::vector<Source> own;
  std::vector<Source> landed;
  for (const char* folder : {"visible", "held_out"}) {
    const bool held_out = folder == std::string_view("held_out");
    if (held_out && request.visible_only) continue;
    for (Case& one : TRY(cases_of(request, folder))) {
      const bool is_own = one.task == request.task.value;
      (is_own ? own : landed).push_back({std::move(one), held_out});
    }
  }
  Stream stream(request.seed + "/invariance/cases");
  for (const std::size_t i : shuffled(landed.size(), stream)) own.push_back(landed[i]);
  if (own.size() > plan.cases_max) own.resize(plan.cases_max);
  std::vector<Question> questions;
  for (Source& source : own) questions.push_back(TRY(question_of(request, std::move(source))));
  return questions;
}

}  // namespace wright
