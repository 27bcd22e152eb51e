#include "core/switch.h"

#include <cstdint>

// The order in which registers lie on a stack that was left, lowest address first:
//   x86-64   r15 r14 r13 r12 rbx rbp, then the address to go on at
//   AArch64  x19..x30 (x30 is the address to go on at), d8..d15
// A new stack has entry and argument in two of them, and goes on at emu_start.
#if defined(__x86_64__)
asm(R"(
    .text
    .p2align 4
    .globl emu_switch
    .type emu_switch, @function
emu_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size emu_switch, .-emu_switch

    .p2align 4
    .globl emu_start
    .type emu_start, @function
emu_start:
    movq %r13, %rdi
    xorl %ebp, %ebp
    call *%r12
    ud2
    .size emu_start, .-emu_start
)");
#elif defined(__aarch64__)
asm(R"(
    .text
    .p2align 4
    .globl emu_switch
    .type emu_switch, %function
emu_switch:
    sub sp, sp, #160
    stp x19, x20, [sp, #0]
    stp x21, x22, [sp, #16]
    stp x23, x24, [sp, #32]
    stp x25, x26, [sp, #48]
    stp x27, x28, [sp, #64]
    stp x29, x30, [sp, #80]
    stp d8, d9, [sp, #96]
    stp d10, d11, [sp, #112]
    stp d12, d13, [sp, #128]
    stp d14, d15, [sp, #144]
    mov x9, sp
    str x9, [x0]
    mov sp, x1
    ldp x19, x20, [sp, #0]
    ldp x21, x22, [sp, #16]
    ldp x23, x24, [sp, #32]
    ldp x25, x26, [sp, #48]
    ldp x27, x28, [sp, #64]
    ldp x29, x30, [sp, #80]
    ldp d8, d9, [sp, #96]
    ldp d10, d11, [sp, #112]
    ldp d12, d13, [sp, #128]
    ldp d14, d15, [sp, #144]
    add sp, sp, #160
    ret
    .size emu_switch, .-emu_switch

    .p2align 4
    .globl emu_start
    .type emu_start, %function
emu_start:
    mov x0, x20
    mov x29, xzr
    blr x19
    brk #1
    .size emu_start, .-emu_start
)");
#else
#error "the emulator switches stacks on x86-64 and AArch64 only"
#endif

namespace emu {

extern "C" void emu_start();

void* prepare_stack(const void* top, void (*entry)(void*), void* argument) {
  // The stack is aligned to 16 where emu_start calls, as both conventions want it.
  auto* end = reinterpret_cast<std::uintptr_t*>(reinterpret_cast<std::uintptr_t>(top) & ~15UL);
#if defined(__x86_64__)
  std::uintptr_t* at = end - 9;
  at[2] = reinterpret_cast<std::uintptr_t>(argument);    // r13
  at[3] = reinterpret_cast<std::uintptr_t>(entry);       // r12
  at[6] = reinterpret_cast<std::uintptr_t>(&emu_start);  // where `ret` goes
#else
  std::uintptr_t* at = end - 20;
  at[0] = reinterpret_cast<std::uintptr_t>(entry);        // x19
  at[1] = reinterpret_cast<std::uintptr_t>(argument);     // x20
  at[11] = reinterpret_cast<std::uintptr_t>(&emu_start);  // x30
#endif
  return at;
}

}  // namespace emu
