#include "plan/borrow.h"
#include "plan/lint.h"
#include "plan/order.h"
#include "plan/plan.h"
#include "plan/read_spec.h"
#include "plan/read_task.h"

namespace wright {
namespace {

Spec finished(const Draft& draft);

}  // namespace

Result<LoadedSpec> load_spec(const std::filesystem::path& directory, const KnownChecks& known) {
  Findings findings;
  Draft draft;
  draft.snapshot = TRY(take_snapshot(directory, findings));
  draft.spec.directory = directory;

  read_spec(draft, findings);
  borrow_files(draft, findings);
  read_tasks(draft, findings);

  lint_graph(draft, findings);
  lint_writes(draft, findings);
  lint_clauses(draft, findings);
  lint_checks(draft, known, findings);
  lint_tuning(draft, findings);
  lint_layout(draft, findings);

  return LoadedSpec{finished(draft), findings.sorted()};
}

namespace {

Spec finished(const Draft& draft) {
  Spec spec = draft.spec;
  std::vector<Task> tasks;
  for (const TaskDraft& task : draft.tasks) tasks.push_back(task.task);
  spec.tasks = in_order(tasks);
  spec.files = draft.snapshot.files;
  spec.digest = digest_below(spec.files, "");
  spec.held_out_digest = digest_below(spec.files, "held_out/");
  spec.scaffold_digest = digest_below(spec.files, "scaffold/");
  return spec;
}

}  // namespace
}  // namespace wright
