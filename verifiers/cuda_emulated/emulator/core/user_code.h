// Whether what runs is the program's own code or the emulator's.
//
// The linker may give the emulator an instance of a standard template that was
// compiled for the program, with hooks: what it touches then is nobody's business.
#pragma once

namespace emu {

extern bool user_code;               // Of the running CUDA thread.
extern thread_local bool host_code;  // Of a thread of the host.

// While it lives, a CUDA thread is in the emulator.
class InEmulator {
 public:
  InEmulator() { user_code = false; }
  ~InEmulator() { user_code = true; }
  InEmulator(const InEmulator&) = delete;
  InEmulator& operator=(const InEmulator&) = delete;
};

// While it lives, this thread of the host is in the emulator: for the runtime's calls.
class HostInEmulator {
 public:
  HostInEmulator() : before_(host_code) { host_code = false; }
  ~HostInEmulator() { host_code = before_; }
  HostInEmulator(const HostInEmulator&) = delete;
  HostInEmulator& operator=(const HostInEmulator&) = delete;

 private:
  bool before_;
};

}  // namespace emu
