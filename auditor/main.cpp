// tensorwright-audit: checks again, from git and logs/ alone, that what landed is what the logs
// say.  Exit codes: 0 it adds up, 1 findings, 2 usage, 3 the world broke.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "auditor/audit.h"

namespace {

namespace fs = std::filesystem;

constexpr int kFindings = 1;
constexpr int kUsage = 2;
constexpr int kBroken = 3;

constexpr const char* kHelp =
    "tensorwright-audit [-C DIR] [--log DIR] [--allowed-signers FILE] [--require-signatures] "
    "[--json]\n"
    "Checks again, from git and logs/ alone, that what landed is what the logs say: chains and\n"
    "blobs, patches, trees and commits, verdicts, statements, anchors, signatures.  It shares no\n"
    "code with tensorwright.\n\n"
    "  -C DIR                  the repository; else the one around the current directory\n"
    "  --log DIR               this log alone, not all of logs/recorded\n"
    "  --allowed-signers FILE  signatures must be by these keys (ssh-keygen's format)\n"
    "  --require-signatures    every campaign's end must be signed, and so all else in "
    "logs/evidence\n"
    "  --json                  as JSON\n\n"
    "Exit codes: 0 it adds up, 1 findings, 2 usage, 3 the world broke.\n";

int fail(int code, const std::string& why) {
  fmt::print(stderr, "tensorwright-audit: {}\n", why);
  return code;
}

void print(const auditor::Report& report) {
  fmt::print(
      "{} logs with {} lines and {} blobs, {} landings, {} good signatures; {} commits of "
      "git's history\n",
      report.logs, report.lines, report.blobs, report.landings, report.signatures, report.commits);
  for (const std::string& note : report.notes) fmt::print("note     {}\n", note);
  for (const auditor::Finding& finding : report.findings) {
    fmt::print("finding  {}: {}\n", auditor::shown(finding.where), auditor::shown(finding.what));
  }
  if (report.findings.empty()) {
    fmt::print("all of it adds up\n");
  } else {
    fmt::print("{} findings\n", report.findings.size());
  }
}

void print_json(const auditor::Report& report) {
  auditor::json findings = auditor::json::array();
  for (const auditor::Finding& finding : report.findings) {
    findings.push_back({{"where", finding.where}, {"message", finding.what}});
  }
  fmt::print("{}\n", auditor::canonical({{"logs", report.logs},
                                         {"lines", report.lines},
                                         {"blobs", report.blobs},
                                         {"landings", report.landings},
                                         {"commits", report.commits},
                                         {"signatures", report.signatures},
                                         {"notes", report.notes},
                                         {"findings", std::move(findings)}}));
}

}  // namespace

int main(int argc, char** argv) {
  auditor::Question question;
  bool as_json = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    std::string* value = word == "-C"                  ? &question.directory
                         : word == "--log"             ? &question.log
                         : word == "--allowed-signers" ? &question.allowed_signers
                                                       : nullptr;
    if (value != nullptr) {
      if (++i == argc) return fail(kUsage, std::string(word) + " wants a value; see --help");
      *value = argv[i];
    } else if (word == "--require-signatures") {
      question.require_signatures = true;
    } else if (word == "--json") {
      as_json = true;
    } else if (word == "--help" || word == "-h") {
      fmt::print("{}", kHelp);
      return 0;
    } else {
      return fail(kUsage, "does not know \"" + auditor::shown(word) + "\"; see --help");
    }
  }
  if (question.require_signatures && question.allowed_signers.empty()) {
    return fail(kUsage, "--require-signatures needs --allowed-signers: anybody can sign");
  }
  for (const std::string& file : {question.log, question.allowed_signers}) {
    if (!file.empty() && !fs::exists(file))
      return fail(kUsage, auditor::shown(file) + ": is not there");
  }
  std::string broken;
  const auditor::Report report = auditor::audit(question, broken);
  if (!broken.empty()) return fail(kBroken, broken);
  if (as_json) {
    print_json(report);
  } else {
    print(report);
  }
  return report.findings.empty() ? 0 : kFindings;
}
