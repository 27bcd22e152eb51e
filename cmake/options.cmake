# Options, compiler flags and libraries shared by every target.
option(WRIGHT_TESTS "build the tests" ON)
option(WRIGHT_PRECOMPILE "precompile the headers that nearly every unit includes" ON)
option(WRIGHT_FUZZ "build the programs of tests/fuzz for libFuzzer; needs clang" OFF)
option(WRIGHT_CUDA "build the tests of the CUDA emulator, where NVIDIA's headers are" ON)
option(WRIGHT_COVERAGE "count the branches of the CUDA emulator: the target emulator_coverage; needs g++" OFF)
set(WRIGHT_SANITIZE "" CACHE STRING "sanitizers of this build, e.g. address,undefined")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
# For the sanitized tests: -O1 takes twice as long to compile there.
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
                    -Wno-missing-field-initializers -Wno-sign-conversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees them in its own std::string: https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105329
  add_compile_options(-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow
                      -Wno-stringop-overread)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Without its time, a precompiled header can come from a compiler cache.
  add_compile_options(-Wno-gnu-statement-expression "SHELL:-Xclang -fno-pch-timestamp")
endif()
if(WRIGHT_SANITIZE)
  # Four checks at each access of memory are left out, a quarter of the compile time:
  # AddressSanitizer sees what three of them would, and x86 and ARM take any alignment.
  # So is the one of functions called by pointer: it gives every function a record of its type,
  # seven eighths of what a program must relocate at its start.
  set(WRIGHT_SANITIZE_FLAGS -fsanitize=${WRIGHT_SANITIZE}
                            -fno-sanitize=null,vptr,alignment,object-size,function
                            -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_compile_options(${WRIGHT_SANITIZE_FLAGS})
  add_link_options(${WRIGHT_SANITIZE_FLAGS})
endif()

if(WRIGHT_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "WRIGHT_FUZZ needs libFuzzer: configure with -DCMAKE_CXX_COMPILER=clang++")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(LIBGIT2 REQUIRED IMPORTED_TARGET libgit2)
pkg_check_modules(LIBCURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(LIBSECCOMP REQUIRED IMPORTED_TARGET libseccomp)

# What the program needs beside it at run time, in one layout:
#   bin/  libexec/check-<name>  share/checks/<name>/  share/kit/  share/hollow/  share/count/
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(WRIGHT_LIBEXEC ${CMAKE_BINARY_DIR}/libexec)
set(WRIGHT_SHARE ${CMAKE_BINARY_DIR}/share)
