// One value of each noun that has JSON, no field at its default.
#pragma once

#include <string>
#include <vector>

#include "core/check.h"
#include "core/event.h"
#include "core/patch.h"
#include "core/spec.h"
#include "core/verdict.h"

namespace wright::test {

// An id of `size` hex digits that shows what it stands for.
inline std::string hex(char digit, std::size_t size = 64) {
  return std::string(size, digit);
}

inline CheckRequest some_check_request() {
  CheckRequest request;
  request.check = "differential";
  request.config = R"({"rel_max":1e-06})";
  request.task = TaskId{"sum"};
  request.landed = {TaskId{"tensor"}, TaskId{"fill"}};
  request.writes = {"src/sum.cpp", "include/**"};
  request.changes = {{"include/sum.h", FileMode::regular, Change::added},
                     {"src/run.sh", FileMode::executable, Change::modified},
                     {"src/old.cpp", FileMode::regular, Change::deleted}};
  request.tree = "/scratch/tree";
  request.base_tree = "/scratch/base";
  request.spec = "/specs/first \"ops\"";
  request.scratch = "/scratch/own";
  request.artifacts = "/scratch/artifacts";
  request.build_base = "/scratch/built";
  request.incumbent = "/scratch/incumbent";
  request.cache = "/cache";
  request.share = "/share";
  request.sandbox = "/libexec/sandbox";
  request.expected_tests = {"sum.empty", "sum.one"};
  request.seed = hex('5');
  request.visible_only = true;
  request.use_caches = false;
  return request;
}

inline CheckReport some_check_report() {
  CheckReport report;
  report.check = "differential";
  report.status = CheckStatus::fail;
  report.summary = "sum: 0.5 \xE2\x89\xA0 0.25";  // Outside ASCII.
  report.findings = {
      {"differential.value", Severity::error, true, "src/sum.cpp", 12, "element 3\nof 4"},
      {"differential.slow", Severity::warning, false, "src/a.cpp", 1, "took long"},
      {"differential.seen", Severity::note, false, "src/b.cpp", 2, "\x1b[31m"}};
  report.tests = {9, 8, 5, 2, 1, {"sum.empty", "sum.one"}};
  report.metrics = {{"worst", {0.25, "ulp"}}, {"elements", {1e300, "count"}}};
  report.artifacts = {{"host", Digest{hex('a')}}};
  report.toolchain = "g++ 12.2.0";
  report.sandbox = "B: memory polled";
  report.duration_ms = 5000000000;
  return report;
}

inline Verdict some_verdict() {
  CheckReport build;
  build.check = "build";
  build.status = CheckStatus::pass;
  CheckReport bench;
  bench.check = "bench";
  bench.status = CheckStatus::unavailable;
  return {VerdictStatus::blocked, {build, some_check_report(), bench}};
}

// Without blobs, which are no part of the JSON.
inline Patch some_patch() {
  Patch patch;
  patch.entries = {{"include/sum.h", FileMode::regular, Digest{hex('1')}},
                   {"src/old.cpp", FileMode::regular, std::nullopt},
                   {"src/run.sh", FileMode::executable, Digest{hex('2')}},
                   {"src/s\xC3\xBCm.cpp", FileMode::regular, Digest{hex('3')}}};
  return patch;
}

inline std::vector<SpecFile> some_spec_files() {
  return {{"scaffold/build.sh", true, Digest{hex('1')}}, {"spec.md", false, Digest{hex('2')}}};
}

// One body of each kind, in the order of the variant.
inline std::vector<EventBody> some_event_bodies() {
  const AttemptId attempt{"small.sum.2"};
  const CommitId parent{hex('b', 40)};
  const CommitId commit{hex('c', 40)};
  const TreeId tree{hex('e', 40)};
  return {CampaignOpened{CampaignId{"small"}, "small", "lib", Digest{hex('1')}, Digest{hex('2')},
                         Digest{hex('3')}, Digest{hex('4')}, parent, commit, "workbench"},
          SpecRevised{Digest{hex('1')}, Digest{hex('2')}, Digest{hex('3')}, "[R2] was unclear"},
          AttemptOpened{attempt, TaskId{"sum"}, 2, "scripted:lands.yaml", "not recorded", parent,
                        Digest{hex('6')}, AttemptId{"small.sum.1"}},
          ActionTaken{attempt, 3, ActionKind::program, "make \\u202e", "exit 2", Digest{hex('7')},
                      Digest{hex('8')}, 1250},
          PatchSubmitted{attempt, Digest{hex('9')}, 4},
          NonceDrawn{attempt, hex('0')},
          Judged{attempt, parent, tree, VerdictStatus::pass, Digest{hex('a')}, 6000},
          Rejected{attempt, "differential", Digest{hex('f')}},
          LandingIntended{attempt, parent, tree, Digest{hex('d')}, 1700000000, commit},
          Landed{attempt, commit, Digest{hex('e')}},
          AttemptAbandoned{attempt, "nothing left to try"},
          CampaignClosed{parent, commit, Digest{hex('f')}, 41, 1700000001},
          BudgetSet{5000000000000, 200000, 60000, 30000},
          CallReserved{attempt, "turn 3, try 2", "claude-opus-5-5", 4000, 8192, 183840000000},
          CallSettled{attempt, 6, 100, 200, 300, 400, 9540000000, true},
          HabitsSet{2, 1},
          ModelServed{"m", "llama.cpp", "sha256:0123", R"({"context":"4096"})"}};
}

inline Event some_event(const EventBody& body) {
  return {7, Digest{hex('0')}, 1700000000123, body};
}

}  // namespace wright::test
