// agent-overhead: what a harness does between a model's reply and the next request, beside
// its peers.  A model server on loopback answers at once: so many times "run `echo hi`",
// then it ends the session.  Everything else that takes time is the harness.
//
//   agent-overhead --rounds 5 --calls 20 NAME=COMMAND...
//
// COMMAND is a shell line, run in a new directory; {{url}} in it, and OPENAI_BASE_URL, are the
// server's.  The sessions of a round follow each other, so that all see the same machine.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/files.h"
#include "core/template.h"
#include "tests/live/overhead_server.h"

namespace wright {
namespace {

struct Peer {
  std::string name;
  std::string command;
};

struct Options {
  int rounds = 5;
  int calls = 20;
  std::vector<Peer> peers;
};

struct Session {
  double first_request_ms = 0;
  double turn_ms = 0;  // The median.
  double whole_ms = 0;
  double cpu_ms = 0;
  double memory_mb = 0;
  std::size_t requests = 0;
  bool did_all = false;
};

Result<Options> options_of(int argc, char** argv);
Result<Session> run_session(const Peer& peer, int calls);
double median_of(std::vector<double> values);
void print_row(const std::string& name, const std::vector<Session>& sessions);

int measure(const Options& options) {
  std::map<std::string, std::vector<Session>> sessions;
  for (int round = 0; round < options.rounds; ++round) {
    for (const Peer& peer : options.peers) {
      const Result<Session> session = run_session(peer, options.calls);
      if (!session || !session->did_all) {
        fmt::print(
            stderr, "agent-overhead: {}: {}\n", peer.name,
            session ? fmt::format("made {} requests and did not end its session", session->requests)
                    : session.error().message);
        return 1;
      }
      sessions[peer.name].push_back(*session);
    }
  }
  fmt::print("{:<22}{:>16}{:>14}{:>13}{:>10}{:>11}\n", "harness", "1st request ms", "per turn ms",
             "session ms", "CPU ms", "memory MB");
  for (const Peer& peer : options.peers) print_row(peer.name, sessions[peer.name]);
  return 0;
}

Result<Options> options_of(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const std::size_t equals = word.find('=');
    if ((word == "--rounds" || word == "--calls") && i + 1 < argc) {
      const int count = std::atoi(argv[++i]);
      if (count < 1 || count > 1000) return Error{ErrorKind::usage, word + " takes 1 to 1000"};
      (word == "--rounds" ? options.rounds : options.calls) = count;
    } else if (equals != std::string::npos && equals > 0) {
      options.peers.push_back({word.substr(0, equals), word.substr(equals + 1)});
    } else {
      return Error{ErrorKind::usage,
                   "usage: agent-overhead [--rounds N] [--calls N] NAME=COMMAND..."};
    }
  }
  return options;
}

// The child leads a group of its own, so that nothing of it stays.
pid_t start(const std::string& line, const std::filesystem::path& directory,
            const std::string& url) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::setpgid(0, 0);
  if (::chdir(directory.c_str()) != 0) ::_exit(126);
  ::setenv("OPENAI_BASE_URL", url.c_str(), 1);
  ::setenv("OPENAI_API_KEY", "no-key", 1);
  ::setenv("HOME", directory.c_str(), 1);
  if (std::freopen("output", "w", stdout) == nullptr) ::_exit(126);
  ::dup2(1, 2);
  ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
  ::_exit(127);
}

Result<Session> run_session(const Peer& peer, int calls) {
  const TempDirectory scratch =
      TRY(TempDirectory::make(std::filesystem::temp_directory_path(), "agent-overhead-"));
  test::OverheadServer server(calls);
  const std::string line = TRY(render(peer.name, peer.command, {{"url", server.url()}}));
  const auto began = test::OverheadServer::Clock::now();
  const pid_t child = start(line, scratch.path(), server.url());
  int status = 0;
  struct rusage used {};
  if (child < 0 || ::wait4(child, &status, 0, &used) < 0) {
    return Error{ErrorKind::io, "cannot start it"};
  }
  const auto ended = test::OverheadServer::Clock::now();
  const auto ms = [](auto duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
  };
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  const std::vector<test::Exchange> exchanges = server.exchanges();
  Session session;
  session.requests = exchanges.size();
  session.did_all = server.ended();
  if (!session.did_all) return session;
  session.first_request_ms = ms(exchanges.front().arrived - began);
  std::vector<double> turns;
  for (std::size_t i = 1; i < exchanges.size(); ++i) {
    turns.push_back(ms(exchanges[i].arrived - exchanges[i - 1].answered));
  }
  session.turn_ms = median_of(turns);
  session.whole_ms = ms(ended - began);
  session.cpu_ms = 1e3 * (seconds(used.ru_utime) + seconds(used.ru_stime));
  session.memory_mb = static_cast<double>(used.ru_maxrss) / 1024;
  return session;
}

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void print_row(const std::string& name, const std::vector<Session>& sessions) {
  const auto median = [&](double Session::*what) {
    std::vector<double> values;
    for (const Session& session : sessions) values.push_back(session.*what);
    return median_of(values);
  };
  fmt::print("{:<22}{:>16.1f}{:>14.2f}{:>13.0f}{:>10.0f}{:>11.1f}\n", name,
             median(&Session::first_request_ms), median(&Session::turn_ms),
             median(&Session::whole_ms), median(&Session::cpu_ms), median(&Session::memory_mb));
}

}  // namespace
}  // namespace wright

int main(int argc, char** argv) {
  const wright::Result<wright::Options> options = wright::options_of(argc, argv);
  if (!options || options->peers.empty()) {
    fmt::print(stderr, "{}\n",
               options ? "agent-overhead: names no harness" : options.error().message);
    return 2;
  }
  return wright::measure(*options);
}
