// Attacks on the network and on sockets of the machine.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstdlib>

#include "attack_case.h"

namespace wright {
namespace {

Tries connect_to_loopback(const Facts& facts);
Tries connect_to_unix(const Facts& facts);
Tries connect_outwards(const Facts& facts);
Tries open_odd_sockets(const Facts& facts);
bool reaches(int type, const sockaddr* address, socklen_t size);
sockaddr_in ipv4(const char* address, const std::string& port);

}  // namespace

std::vector<AttackCase> network_attacks() {
  return {{"connect to the machine's loopback", connect_to_loopback, was_refused, attack_limits()},
          {"connect to Unix sockets outside", connect_to_unix, was_refused, attack_limits()},
          {"connect to other machines", connect_outwards, was_refused, attack_limits()},
          {"open sockets of other families", open_odd_sockets, was_refused, attack_limits()}};
}

namespace {

// UDP says nothing about its success: the outer half looks at what came.
Tries connect_to_loopback(const Facts& facts) {
  Tries tries;
  const sockaddr_in here = ipv4("127.0.0.1", facts.tcp_port);
  tries.note("TCP", reaches(SOCK_STREAM, reinterpret_cast<const sockaddr*>(&here), sizeof here));
  (void)reaches(SOCK_DGRAM, reinterpret_cast<const sockaddr*>(&here), sizeof here);
  tries.note("UDP", false);
  if (facts.tcp6_port.empty()) return tries;
  sockaddr_in6 here6{};
  here6.sin6_family = AF_INET6;
  here6.sin6_addr = in6addr_loopback;
  here6.sin6_port = htons(static_cast<std::uint16_t>(std::atoi(facts.tcp6_port.c_str())));
  tries.note("TCP over IPv6",
             reaches(SOCK_STREAM, reinterpret_cast<const sockaddr*>(&here6), sizeof here6));
  return tries;
}

Tries connect_to_unix(const Facts& facts) {
  Tries tries;
  for (const std::string& name :
       {std::string(1, '\0') + facts.directory, facts.directory + "/socket",
        "/proc/" + facts.process + "/root" + facts.directory + "/socket",
        std::string("/run/docker.sock"), std::string("/run/dbus/system_bus_socket")}) {
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    name.copy(local.sun_path, sizeof local.sun_path - 1);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    tries.note(name.front() == '\0' ? "abstract" : name,
               reaches(SOCK_STREAM, reinterpret_cast<const sockaddr*>(&local), size));
  }
  return tries;
}

// Addresses that are nobody's, so that nothing leaves the machine even when
// there is no sandbox.  Only a kernel without any route refuses them at once.
Tries connect_outwards(const Facts&) {
  Tries tries;
  for (const char* address : {"192.0.2.1", "198.51.100.1", "203.0.113.1"}) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const sockaddr_in there = ipv4(address, "80");
    (void)::connect(socket, reinterpret_cast<const sockaddr*>(&there), sizeof there);
    tries.note(address, errno != ENETUNREACH);
  }
  return tries;
}

Tries open_odd_sockets(const Facts&) {
  Tries tries;
  struct Family {
    const char* name;
    int family;
    int type;
  };
  for (const Family& one :
       {Family{"vsock", AF_VSOCK, SOCK_STREAM}, Family{"packet", AF_PACKET, SOCK_RAW},
        Family{"alg", AF_ALG, SOCK_SEQPACKET}, Family{"xdp", AF_XDP, SOCK_RAW},
        Family{"can", AF_CAN, SOCK_RAW}, Family{"bluetooth", AF_BLUETOOTH, SOCK_RAW},
        Family{"tipc", AF_TIPC, SOCK_STREAM}, Family{"raw", AF_INET, SOCK_RAW}}) {
    const int protocol = one.type == SOCK_RAW && one.family == AF_INET ? IPPROTO_ICMP : 0;
    tries.note(one.name, ::socket(one.family, one.type | SOCK_CLOEXEC, protocol) >= 0);
  }
  return tries;
}

bool reaches(int type, const sockaddr* address, socklen_t size) {
  const Descriptor socket(::socket(address->sa_family, type | SOCK_CLOEXEC, 0));
  if (::connect(socket.get(), address, size) != 0) return false;
  return ::send(socket.get(), "!", 1, MSG_NOSIGNAL) == 1;
}

sockaddr_in ipv4(const char* address, const std::string& port) {
  sockaddr_in made{};
  made.sin_family = AF_INET;
  ::inet_pton(AF_INET, address, &made.sin_addr);
  made.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port.c_str())));
  return made;
}

}  // namespace
}  // namespace wright
