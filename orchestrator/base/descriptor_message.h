// Descriptors that travel beside a message over a Unix socket.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "base/descriptor.h"

namespace wright {

// The receiver gets descriptors of its own; ours stay open.  False when they did not go.
template <std::size_t kCount>
[[nodiscard]] bool send_descriptors(int socket, const void* bytes, std::size_t size,
                                    const std::array<int, kCount>& fds) {
  iovec part{const_cast<void*>(bytes), size};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof fds)] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof fds);
  std::memcpy(CMSG_DATA(header), fds.data(), sizeof fds);
  return ::sendmsg(socket, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(size);
}

// Does not wait.  The size of the message, cut to `size`, or -1; the descriptors that came
// beside it, closed on exec, the others empty.
template <std::size_t kCount>
[[nodiscard]] ssize_t receive_descriptors(int socket, void* bytes, std::size_t size,
                                          std::array<Descriptor, kCount>& received) {
  iovec part{bytes, size};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kCount)] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const ssize_t count = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  const cmsghdr* header = count < 0 ? nullptr : CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return count;
  const std::size_t came = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (std::size_t i = 0; i < std::min(came, kCount); ++i) {
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
    received[i] = Descriptor(fd);
  }
  return count;
}

[[nodiscard]] inline bool send_descriptor(int socket, const void* bytes, std::size_t size, int fd) {
  return send_descriptors<1>(socket, bytes, size, {fd});
}

// The descriptor of a message of exactly `size` bytes; an empty one when something else
// came, or nothing.
[[nodiscard]] inline Descriptor receive_descriptor(int socket, void* bytes, std::size_t size) {
  std::array<Descriptor, 1> received;
  const ssize_t count = receive_descriptors(socket, bytes, size, received);
  return count == static_cast<ssize_t>(size) ? std::move(received[0]) : Descriptor();
}

}  // namespace wright
