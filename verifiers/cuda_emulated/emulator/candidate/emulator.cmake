# A candidate's kernels on the emulator, for the CMakeLists.txt of a spec's host:
#
#   if(DEFINED EMULATOR)
#     include(${EMULATOR}/candidate/emulator.cmake)
#     emulated_kernels(kernels SOURCES a.cu b.cu LIBRARIES tw)
#     emulated_program(host DIRECTORY ${CMAKE_BINARY_DIR} SOURCES host.cpp LIBRARIES tw KERNELS kernels)
#   endif()
#
#   -DEMULATOR=<the folder above> -DCUDA_HEADERS=<folder of NVIDIA's cuda_runtime.h>
#   -DEMULATED_TIERS=<list of plain, asan, hooks, coverage>
#
# emulated_kernels compiles the kernels for each tier.  emulated_program makes of a program one for
# each tier, host-plain, host-asan and host-hooks; its SOURCES are compiled once.  LIBRARIES are
# those of the candidate, and INCLUDES are folders of headers, that these sources need.  A library
# of the candidate may call the runtime API: it finds the headers by CUDA_HEADERS.
find_package(Threads REQUIRED)
# Lines of addresses: a library that comes with GCC.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libbacktrace.a
                OUTPUT_VARIABLE EMULATED_BACKTRACE OUTPUT_STRIP_TRAILING_WHITESPACE)

set(EMULATED_TIERS plain asan hooks CACHE STRING "tiers that are built")
# A trap instead of a message: the emulator makes a fault of it, with its line.
set(EMULATED_TRAPS -fsanitize=undefined -fno-sanitize=vptr -fsanitize-undefined-trap-on-error)
set(EMULATED_FLAGS_plain -O2)
set(EMULATED_FLAGS_asan -O1 -fsanitize=address ${EMULATED_TRAPS})
# Linked without the sanitizer's library: the emulator defines what the compiler calls.
set(EMULATED_FLAGS_hooks -O1 -fsanitize=thread ${EMULATED_TRAPS})
# Counts of lines and branches, for gcov.
set(EMULATED_FLAGS_coverage -O0 --coverage)
set(EMULATED_COUNTED -Wl,--wrap=_ZN3emu8run_gridERKNS_9GridShapeERKNS_6KernelEm)
set(EMULATED_LINK_plain ${EMULATED_COUNTED})
set(EMULATED_LINK_asan ${EMULATED_COUNTED} -fsanitize=address)
set(EMULATED_LINK_hooks ${EMULATED_COUNTED})
set(EMULATED_LINK_coverage ${EMULATED_COUNTED} --coverage)

# The emulator itself: `emulated_core`, with its red zones `emulated_core_asan`, and what differs
# from tier to tier.
file(GLOB EMULATED_SOURCES CONFIGURE_DEPENDS ${EMULATOR}/core/*.cpp ${EMULATOR}/check/*.cpp
                                             ${EMULATOR}/runtime/*.cpp ${EMULATOR}/runtime/blas/*.cpp)
list(FILTER EMULATED_SOURCES EXCLUDE REGEX "/check/hooks.*\\.cpp$|/launch_gemm\\.cpp$")
function(emulated_library NAME)
  add_library(${NAME} STATIC EXCLUDE_FROM_ALL ${ARGN})
  target_compile_features(${NAME} PRIVATE cxx_std_20)
  target_include_directories(${NAME} PUBLIC ${EMULATOR} ${EMULATOR}/include)
  target_include_directories(${NAME} SYSTEM PUBLIC ${CUDA_HEADERS})
  target_compile_options(${NAME} PRIVATE -O2 -fno-exceptions)
  target_link_libraries(${NAME} PUBLIC ${EMULATED_BACKTRACE} Threads::Threads ${CMAKE_DL_LIBS})
endfunction()
if(NOT TARGET emulated_core)  # Of another folder of the same build.
  emulated_library(emulated_core ${EMULATED_SOURCES})
  emulated_library(emulated_core_asan ${EMULATED_SOURCES})
  # Small files that share their headers: sixteen at once take a fifth of the time.
  set_target_properties(emulated_core emulated_core_asan PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 16)
  target_compile_options(emulated_core_asan PRIVATE -fsanitize=address)
  emulated_library(emulated_hooks ${EMULATOR}/check/hooks.cpp ${EMULATOR}/check/hooks_atomic.cpp)
  emulated_library(emulated_hooks_off ${EMULATOR}/check/hooks_off.cpp)
  add_library(emulated_counts OBJECT EXCLUDE_FROM_ALL ${EMULATOR}/candidate/counts.cpp)
  target_link_libraries(emulated_counts PRIVATE emulated_core)
  foreach(TIER ${EMULATED_TIERS})  # The kernels of cuBLAS's stand-in.
    emulated_library(emulated_gemm_${TIER} ${EMULATOR}/runtime/blas/launch_gemm.cpp)
    target_compile_options(emulated_gemm_${TIER} PRIVATE ${EMULATED_FLAGS_${TIER}})
  endforeach()
endif()
set(EMULATED_LIBRARIES_plain emulated_gemm_plain emulated_core emulated_hooks_off)
set(EMULATED_LIBRARIES_asan emulated_gemm_asan emulated_core_asan emulated_hooks_off)
set(EMULATED_LIBRARIES_coverage emulated_gemm_coverage emulated_core emulated_hooks_off)
set(EMULATED_LIBRARIES_hooks emulated_gemm_hooks emulated_core emulated_hooks)

function(emulated_kernels NAME)
  cmake_parse_arguments(KERNELS "" "" "SOURCES;LIBRARIES;INCLUDES" ${ARGN})
  set_source_files_properties(${KERNELS_SOURCES} PROPERTIES LANGUAGE CXX)
  foreach(TIER ${EMULATED_TIERS})
    emulated_objects(${NAME}-${TIER} "${KERNELS_SOURCES}" "${KERNELS_LIBRARIES}" "${KERNELS_INCLUDES}")
    target_compile_options(${NAME}-${TIER} PRIVATE -xc++ -g1 -ffp-contract=off -Werror=unused-result
                                                   ${EMULATED_FLAGS_${TIER}})
  endforeach()
endfunction()

function(emulated_program NAME)
  cmake_parse_arguments(PROGRAM "" "DIRECTORY;KERNELS" "SOURCES;LIBRARIES;INCLUDES" ${ARGN})
  emulated_objects(${NAME}-objects "${PROGRAM_SOURCES}" "${PROGRAM_LIBRARIES}" "${PROGRAM_INCLUDES}")
  foreach(TIER ${EMULATED_TIERS})
    # The kernels first: of an inline function that both have, the linker takes the watched one.
    add_executable(${NAME}-${TIER} $<TARGET_OBJECTS:${PROGRAM_KERNELS}-${TIER}> $<TARGET_OBJECTS:${NAME}-objects>
                                   $<TARGET_OBJECTS:emulated_counts>)
    # Twice: the emulator and the hooks need each other.
    target_link_libraries(${NAME}-${TIER} PRIVATE ${PROGRAM_LIBRARIES} ${EMULATED_LIBRARIES_${TIER}}
                                                  ${EMULATED_LIBRARIES_${TIER}})
    target_link_options(${NAME}-${TIER} PRIVATE ${EMULATED_LINK_${TIER}})
    set_target_properties(${NAME}-${TIER} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROGRAM_DIRECTORY})
  endforeach()
endfunction()

function(emulated_objects NAME SOURCES LIBRARIES INCLUDES)
  add_library(${NAME} OBJECT ${SOURCES})
  target_link_libraries(${NAME} PRIVATE ${LIBRARIES})
  target_include_directories(${NAME} PRIVATE ${INCLUDES} ${EMULATOR} ${EMULATOR}/include)
  target_include_directories(${NAME} SYSTEM PRIVATE ${CUDA_HEADERS})
endfunction()
