#include "plan/plan.h"
#include "plan/read_checks.h"
#include "plan/yaml_file.h"

namespace wright {

Result<std::vector<CheckConfig>> load_check_list(const std::filesystem::path& file) {
  std::vector<CheckConfig> checks;
  TRY(read_yaml_file(file, file.filename().string(),
                     [&](const std::string& name, Fields& fields, Findings& findings) {
                       for (const CheckDraft& draft : read_checks(name, fields, findings)) {
                         checks.push_back(draft.check);
                       }
                       if (checks.empty()) findings.add(name, 1, "names no checks");
                     }));
  return checks;
}

}  // namespace wright
