#include <fmt/format.h>

#include <thread>

#include "menu.h"

namespace wright {
namespace {

// Starts the host as a process of another number than any other run gives it.
constexpr const char* kAfterManyOthers =
    R"(i=0; while [ $i -lt 300 ]; do (:); i=$((i+1)); done; "$0" "$@"; exit $?)";

}  // namespace

Result<Settings> settings_of(const CheckRequest& request, const Plan& plan) {
  return Menu(request, plan).run();
}

Result<Settings> Menu::run() {
  add(Dimension::repeat, "in another process");
  TRY(add_dates());
  add_who_and_where();
  add_environments();
  TRY(add_locales());
  add_processors();
  TRY(add_addresses());
  add_calls();
  return std::move(settings_);
}

void Menu::add(Dimension dimension, const std::string& told, HostSetting setting) {
  if (wants(dimension)) settings_.variations.push_back({dimension, told, std::move(setting)});
}

void Menu::add_who_and_where() {
  HostSetting host;
  host.surroundings.host_name = "build-agent-7";
  add(Dimension::host_name, "on a host of the name build-agent-7", host);
  HostSetting user;
  user.surroundings.user_name = "runner";
  user.surroundings.uid = 1001;
  add(Dimension::user, "as user runner with the id 1001", user);
  HostSetting elsewhere;
  elsewhere.at = "/home/runner/project/build-debug/bin/program";
  elsewhere.directory = "/usr";
  add(Dimension::directory, "from another directory and path", elsewhere);
  for (const char* name : {"reference", "test_runner", "benchmark"}) {
    HostSetting called;
    called.at = fmt::format("/host/{}", name);
    add(Dimension::name, fmt::format("when the program is called {}", name), called);
  }
  HostSetting late;
  late.started_by = {"/bin/sh", "-c", kAfterManyOthers};
  add(Dimension::pid, "as process 300 and later", late);
}

void Menu::add_environments() {
  HostSetting busy;
  busy.environment = {{"CI", "true"},          {"GITHUB_ACTIONS", "true"},
                      {"BUILD_NUMBER", "417"}, {"CONTINUOUS_INTEGRATION", "1"},
                      {"DEBUG", "1"},          {"VERBOSE", "1"},
                      {"TERM", "xterm-color"}, {"USER", "runner"},
                      {"LOGNAME", "runner"},   {"SHELL", "/bin/bash"},
                      {"HOME", "/usr"},        {"LANG", "de_DE.UTF-8"},
                      {"TZ", "XYZ+11:30"},     {"PYTEST_CURRENT_TEST", "test_op.py::test_op"}};
  add(Dimension::environment, "with the variables of a build server", busy);
  HostSetting bare;
  bare.started_by = {"/usr/bin/env", "-i"};
  add(Dimension::environment, "without any variable", bare);
}

void Menu::add_processors() {
  HostSetting one;
  one.processors = 1;
  if (std::thread::hardware_concurrency() > 1) {
    add(Dimension::processors, "on one processor", one);
  } else if (wants(Dimension::processors)) {
    settings_.missing[Dimension::processors] = "this machine has one processor";
  }
  HostSetting three;
  for (const char* name : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                           "BLIS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "TBB_NUM_THREADS"}) {
    three.environment[name] = "3";
  }
  add(Dimension::processors, "with variables that ask for three threads", three);
}

void Menu::add_calls() {
  add(Dimension::calls, "when the same calls were made with other data before");
  if (wants(Dimension::calls)) settings_.variations.back().calls_before = 2;
  add(Dimension::order, "in another order");
  if (wants(Dimension::order)) settings_.variations.back().is_shuffled = true;
}

}  // namespace wright
