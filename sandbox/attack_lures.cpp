#include "attack_lures.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace wright {
namespace {

Result<Descriptor> listen_at(const sockaddr* address, socklen_t size, int type);
std::string port_of(const Descriptor& socket);
void stand_by(const Identity& identity, int terminal);

}  // namespace

Result<void> Listeners::open(const std::string& abstract_name, const std::string& path) {
  TRY(open_loopback());
  TRY(open_unix(std::string(1, '\0') + abstract_name));
  return open_unix(path);
}

Result<void> Listeners::open_loopback() {
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* address = reinterpret_cast<const sockaddr*>(&here);
  sockets_.push_back(TRY(listen_at(address, sizeof here, SOCK_STREAM)));
  tcp_port_ = port_of(sockets_.back());
  here.sin_port = htons(static_cast<std::uint16_t>(std::atoi(tcp_port_.c_str())));
  sockets_.push_back(TRY(listen_at(address, sizeof here, SOCK_DGRAM)));
  sockaddr_in6 here6{};
  here6.sin6_family = AF_INET6;
  here6.sin6_addr = in6addr_loopback;
  Result<Descriptor> six =
      listen_at(reinterpret_cast<const sockaddr*>(&here6), sizeof here6, SOCK_STREAM);
  if (!six) return {};  // Some machines have no IPv6.
  tcp6_port_ = port_of(*six);
  sockets_.push_back(std::move(six).value());
  return {};
}

Result<void> Listeners::open_unix(const std::string& name) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  name.copy(local.sun_path, sizeof local.sun_path - 1);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  sockets_.push_back(TRY(listen_at(reinterpret_cast<const sockaddr*>(&local), size, SOCK_STREAM)));
  return {};
}

bool Listeners::visited() const {
  bool visited = false;
  for (const Descriptor& socket : sockets_) {
    char byte = 0;
    const Descriptor visitor(::accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
    const bool spoken = ::recv(socket.get(), &byte, 1, MSG_DONTWAIT) >= 0;
    visited = visited || visitor || spoken;
  }
  return visited;
}

Bystander::Bystander(const Identity& identity) {
  open_terminal();
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ != 0) return;
  stand_by(identity, terminal_.get());
  while (::getppid() == parent) ::pause();
  ::_exit(1);
}

Bystander::Bystander(Bystander&& other) noexcept {
  *this = std::move(other);
}

Bystander& Bystander::operator=(Bystander&& other) noexcept {
  std::swap(pid_, other.pid_);
  keyboard_ = std::move(other.keyboard_);
  terminal_ = std::move(other.terminal_);
  return *this;
}

Bystander::~Bystander() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool Bystander::lives() const {
  siginfo_t ended{};
  const auto process = static_cast<id_t>(pid_);
  if (::waitid(P_PID, process, &ended, WEXITED | WNOHANG | WNOWAIT) != 0) return false;
  return ended.si_pid == 0;
}

bool Bystander::heard() const {
  char byte = 0;
  return terminal_ && ::read(terminal_.get(), &byte, 1) > 0;
}

// Raw, so that each byte can be read at once and none comes back as an echo.
void Bystander::open_terminal() {
  keyboard_ = Descriptor(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!keyboard_ || ::grantpt(keyboard_.get()) != 0 || ::unlockpt(keyboard_.get()) != 0) return;
  terminal_ =
      Descriptor(::ioctl(keyboard_.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
  termios raw{};
  if (!terminal_ || ::tcgetattr(terminal_.get(), &raw) != 0) return;
  ::cfmakeraw(&raw);
  ::tcsetattr(terminal_.get(), TCSANOW, &raw);
}

namespace {

Result<Descriptor> listen_at(const sockaddr* address, socklen_t size, int type) {
  Descriptor socket(::socket(address->sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  constexpr int kVisitorsMax = 8;
  if (!socket || ::bind(socket.get(), address, size) != 0 ||
      (type == SOCK_STREAM && ::listen(socket.get(), kVisitorsMax) != 0)) {
    return Error{ErrorKind::io, fmt::format("cannot listen: {}", std::strerror(errno))};
  }
  return socket;
}

// Its place is the same in an IPv4 and an IPv6 address.
std::string port_of(const Descriptor& socket) {
  sockaddr_in6 address{};
  socklen_t size = sizeof address;
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return std::to_string(ntohs(address.sin6_port));
}

// The change of uid clears the death signal, so it is asked for afterwards.
void stand_by(const Identity& identity, int terminal) {
  ::setsid();
  if (terminal >= 0) ::ioctl(terminal, TIOCSCTTY, 0);
  if (identity.root &&
      (::setgroups(0, nullptr) != 0 || ::setresgid(identity.gid, identity.gid, identity.gid) != 0 ||
       ::setresuid(identity.uid, identity.uid, identity.uid) != 0)) {
    ::_exit(1);
  }
  ::prctl(PR_SET_DUMPABLE, 1);
  ::prctl(PR_SET_NAME, "wright-outside");
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

}  // namespace
}  // namespace wright
