// Hosts that break the protocol itself.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sstream>
#include <string>

#include "library.h"

namespace hollow {
namespace {

void say(const std::string& text) {
  std::cout << text << std::flush;
}

// Answers each request by `answer(number, verb)`; payloads of `new` are skipped.
int converse(const std::function<std::string(const std::string&, const std::string&,
                                             const std::string&)>& answer) {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string number;
    std::string verb;
    std::string rest;
    words >> number >> verb;
    std::getline(words, rest);
    if (verb == "new") {
      const std::size_t bytes = std::stoul(rest.substr(rest.rfind(' ') + 1));
      std::string payload(bytes, '\0');
      std::cin.read(payload.data(), static_cast<std::streamsize>(bytes));
    }
    say(answer(number, verb, rest));
  }
  return 0;
}

std::string usual(const std::string& number, const std::string& verb, const std::string& rest) {
  if (verb == "hello") return number + " hello" + rest + " 1\n";
  return number + " ok\n";
}

int reading_as(const std::string& reply) {
  return converse([reply](const auto& number, const auto& verb, const auto& rest) {
    return verb == "read" ? number + reply : usual(number, verb, rest);
  });
}

int answers_ahead() {
  return converse([](const auto& number, const auto& verb, const auto& rest) {
    const std::string next = std::to_string(std::stoi(number) + 2);
    return usual(number, verb, rest) + next + " ok\n";
  });
}

int out_of_order() {
  return converse([](const auto& number, const auto& verb, const auto& rest) {
    return verb == "call" ? std::to_string(std::stoi(number) + 1) + " ok\n"
                          : usual(number, verb, rest);
  });
}

int stalls() {
  return converse([](const auto& number, const auto& verb, const auto& rest) {
    while (verb == "call") ::pause();
    return usual(number, verb, rest);
  });
}

int wrong_nonce() {
  return converse([](const auto& number, const auto&, const auto&) {
    return number + " hello 00000000000000000000000000000000 1\n";
  });
}

int endless_line() {
  const std::string chunk(1 << 16, '1');
  for (;;) say(chunk);
}

int endless_payload() {
  return converse([](const auto& number, const auto& verb, const auto& rest) {
    if (verb != "read") return usual(number, verb, rest);
    say(number + " tensor f32 8 32\n");
    for (;;) say(std::string(1 << 16, '\0'));
    return std::string();
  });
}

// Finds the protocol's descriptor and speaks once more when it should be silent.
int more_after_bye() {
  std::atexit([] {
    for (int fd = 3; fd < 128; ++fd) static_cast<void>(!::write(fd, "99 ok\n", 6));
  });
  return serve(honest);
}

int dies_in_call() {
  return serve([](const std::string&, const Args&) -> Floats {
    std::raise(SIGSEGV);
    return nullptr;
  });
}

// Leaves with 0 before main, with a report and a reply that claim success.
struct Leaver {
  Leaver() {
    char line[256] = {};
    const int file = ::open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    const ssize_t got = ::read(file, line, sizeof line - 1);
    if (got <= 0 || ::close(file) != 0) return;
    for (ssize_t i = 0; i < got - 1; ++i) line[i] = line[i] == '\0' ? ' ' : line[i];
    if (std::strstr(line, "--as exits_before_main") == nullptr) return;
    if (std::FILE* report = std::fopen("report.xml", "w")) {
      std::fputs("<testsuites tests=\"9\" failures=\"0\" name=\"AllTests\"></testsuites>\n",
                 report);
      std::fclose(report);
    }
    say("1 hello 00000000000000000000000000000000 1\n2 ok\n");
    _exit(0);
  }
};
const Leaver kLeaver;

}  // namespace

const Table& liars() {
  static const Table table = {
      {"answers_ahead", answers_ahead},
      {"out_of_order", out_of_order},
      {"lies_about_bytes", [] { return reading_as(" tensor f32 8 16\n0123456789abcdef"); }},
      {"claims_too_much", [] { return reading_as(" tensor f32 1048576x1048576 4398046511104\n"); }},
      {"claims_many_dims",
       [] { return reading_as(" tensor f32 1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1 4\nabcd"); }},
      {"negative_size",
       [] { return reading_as(" tensor f32 -4x-2 32\n0123456789abcdef0123456789abcdef"); }},
      {"empty_answer", [] { return reading_as(" tensor f32 0 0\n"); }},
      {"no_answer", [] { return reading_as(" none\n"); }},
      {"stalls", stalls},
      {"wrong_nonce", wrong_nonce},
      {"endless_line", endless_line},
      {"endless_payload", endless_payload},
      {"more_after_bye", more_after_bye},
      {"dies_in_call", dies_in_call},
      {"says_nothing", [] { return 0; }},
      {"exits_before_main", [] { return 0; }},
      {"prints_first",
       [] {
         say("[==========] 9 tests ran.\n[  PASSED  ] 9 tests.\n");
         return serve(honest);
       }},
  };
  return table;
}

}  // namespace hollow
