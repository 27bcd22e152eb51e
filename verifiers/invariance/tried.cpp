#include <fmt/format.h>

#include <chrono>

#include "frame/toolchain.h"
#include "menu.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

// Seconds since 1970 of two days on which clocks have been known to go wrong.
constexpr std::int64_t kDay2039 = 2182464000;  // 2039-02-28, past the end of 32 bits.
constexpr std::int64_t kDay1999 = 946598400;   // 1999-12-31.
constexpr seconds kOtherUptime{35000000};

}  // namespace

Result<bool> Menu::works(const Command& command) const {
  const Result<RunReport> report = runner_of(request_)->run(command);
  if (!report && report.error().kind != ErrorKind::sandbox) return report.error();
  return report && report->succeeded();
}

// The wall clock by a library that is loaded first, the others by the kernel where it can.
Result<void> Menu::add_dates() {
  if (!wants(Dimension::date)) return {};
  const fs::path library = request_.share / "elsewhere" / "another_date.so";
  std::error_code failed;
  if (!fs::exists(library, failed)) {
    settings_.missing[Dimension::date] = "another_date.so is not installed";
    return {};
  }
  Command probe;
  probe.argv = {"/bin/true"};
  probe.surroundings.clocks_ahead = kOtherUptime;
  const bool has_namespace = TRY(works(probe));
  const auto now =
      std::chrono::duration_cast<seconds>(std::chrono::system_clock::now().time_since_epoch());
  for (const auto& [day, told] :
       {std::pair(kDay2039, "2039-02-28"), std::pair(kDay1999, "1999-12-31")}) {
    HostSetting setting;
    setting.mounts = {{library, "/elsewhere/another_date.so", false}};
    setting.environment = {{"LD_PRELOAD", "/elsewhere/another_date.so"},
                           {"WRIGHT_DATE_SHIFT", std::to_string(day - now.count())}};
    if (has_namespace) setting.surroundings.clocks_ahead = kOtherUptime;
    add(Dimension::date, fmt::format("at the date {}", told), setting);
  }
  return {};
}

// One with a comma in numbers, made here; else by the variables alone.
Result<void> Menu::add_locales() {
  if (!wants(Dimension::locale)) return {};
  HostSetting setting;
  setting.environment = {{"LC_ALL", "de_DE.UTF-8"}, {"LANG", "de_DE.UTF-8"}};
  Tool tool;
  tool.build = request_.scratch / "locales";
  tool.sees_candidate = false;
  tool.argv = {"localedef", "-i", "de_DE", "-f", "UTF-8", "--no-archive", "/build/de_DE.UTF-8"};
  const RunReport made = TRY(run_tool(request_, tool));
  if (made.succeeded()) {
    setting.mounts = {{tool.build, "/locales", false}};
    setting.environment["LOCPATH"] = "/locales";
  } else {
    setting.environment["LC_ALL"] = "POSIX";
  }
  add(Dimension::locale, made.succeeded() ? "in the locale de_DE" : "in the locale POSIX", setting);
  return {};
}

Result<void> Menu::add_addresses() {
  if (!wants(Dimension::addresses)) return {};
  Command probe;
  probe.argv = {"/usr/bin/setarch", "-R", "/bin/true"};
  HostSetting fixed;
  fixed.started_by = {"/usr/bin/setarch", "-R"};
  if (TRY(works(probe))) {
    add(Dimension::addresses, "where addresses are not random", fixed);
  } else {
    settings_.missing[Dimension::addresses] = "setarch -R does not work in the sandbox";
  }
  HostSetting heap;
  heap.environment = {{"MALLOC_PERTURB_", "165"},
                      {"GLIBC_TUNABLES",
                       "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0:"
                       "glibc.malloc.mmap_threshold=65536:glibc.malloc.top_pad=1048576"},
                      {"WRIGHT_PADDING", std::string(5000, 'x')}};
  add(Dimension::addresses, "where fresh memory holds other bytes and lies elsewhere", heap);
  return {};
}

}  // namespace wright
