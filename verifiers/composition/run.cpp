#include "composition/run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/descriptor.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "composition/perform.h"
#include "grader/host.h"
#include "grader/oracle.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr Deadlines kDeadlines{std::chrono::milliseconds(10000), kWorkTime,
                               std::chrono::milliseconds(5000)};

CountPage less(CountPage page, const CountPage& before);
Result<CountPage> read_page(const Descriptor& file);
std::optional<Uncounted> unseen_in(const CountPage& page);

}  // namespace

// The page is opened here before the host starts, and its name is gone as soon as the host has
// mapped it.
Result<Counted> run_counted(const CheckRequest& request, const fs::path& host, const Work& work) {
  TRY(make_directories(request.scratch));
  const TempDirectory around = TRY(TempDirectory::make(request.scratch, "count-"));
  const fs::path folder = around.path() / "page";
  TRY(make_private_directory(folder));
  TRY(write_private_file(folder / "page", std::string(sizeof(CountPage), '\0')));
  const Descriptor page(::open((folder / "page").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!page) return Error{ErrorKind::io, "cannot open the page of counts"};
  HostSetting setting;
  setting.environment = {{"LD_PRELOAD", "/counter.so"}};
  setting.mounts = {{request.share / "count" / "counter.so", "/counter.so", false},
                    {folder, kCountFolder, true}};
  std::unique_ptr<Session> session = TRY(host_starter(request, host, setting)());
  Host running(std::move(session), random_hex(16), kDeadlines);
  Counted counted;
  Reply reply = TRY(prepare(running, work));
  const CountPage before = TRY(read_page(page));
  if (std::holds_alternative<Value>(reply)) reply = TRY(perform(running, work));
  const CountPage after = TRY(read_page(page));
  if (std::holds_alternative<Value>(reply)) reply = TRY(running.bye());
  counted.isolation = running.isolation();
  if (const auto stumble = stumble_of(reply)) {
    counted.result = *stumble;
  } else if (const auto unseen = unseen_in(after)) {
    counted.result = *unseen;
  } else {
    counted.result = less(after, before);
  }
  return counted;
}

namespace {

// The peak stays that of the whole process.
CountPage less(CountPage page, const CountPage& before) {
  page.allocations -= before.allocations;
  page.allocated_bytes -= before.allocated_bytes;
  page.copies -= before.copies;
  page.copied_bytes -= before.copied_bytes;
  page.syncs -= before.syncs;
  return page;
}

Result<CountPage> read_page(const Descriptor& file) {
  CountPage page{};
  if (::pread(file.get(), &page, sizeof page, 0) == static_cast<ssize_t>(sizeof page)) return page;
  return Error{ErrorKind::io,
               fmt::format("cannot read the page of counts: {}", std::strerror(errno))};
}

std::optional<Uncounted> unseen_in(const CountPage& page) {
  if (page.magic != kCountMagic) {
    return Uncounted{"composition.uncounted",
                     "the host did not load the counters: link it with the C library's shared "
                     "object"};
  }
  std::vector<std::string> hidden;
  for (std::size_t i = 0; i < std::size(kCountedNames); ++i) {
    if ((page.hidden >> i & 1U) != 0) hidden.emplace_back(kCountedNames[i]);
  }
  if (hidden.empty()) return std::nullopt;
  return Uncounted{
      "composition.hidden",
      "the program has functions of its own that cannot be counted: " + join(hidden, ", ")};
}

}  // namespace
}  // namespace wright
