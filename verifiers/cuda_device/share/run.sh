#!/bin/sh
# Builds the library of this archive, runs it on the data of cases/ and packs what it wrote.
#   ./run.sh          on this machine's GPU
#   ./run.sh --cpu    its CPU build: a trial, and no evidence of a GPU
# Exit codes: 0 result.tar.gz is made, 2 usage, 3 something is missing or does not build.
set -eu

tools='memcheck racecheck initcheck synccheck'
host_seconds=900

main() {
  cd "$(dirname -- "$0")"
  device=cuda
  case "${1:-}" in
    '') ;;
    --cpu) device=cpu ;;
    *) fail 2 "takes no argument but --cpu" ;;
  esac
  need cmake 'install CMake 3.22 or later'
  need timeout 'install coreutils'
  need nproc 'install coreutils'
  need sha256sum 'install coreutils'
  sha256sum --check --quiet --strict SHA256SUMS >&2 || fail 3 'this archive is not whole: unpack it again'
  rm -rf build result result.tar.gz
  mkdir result
  printf '%s\n' "$device" >result/device
  definitions=-DTW_CUDA=OFF
  if [ "$device" = cuda ]; then find_device; fi
  build_host
  for suite in cases/*/; do run_suite "$(basename "$suite")"; done
  pack
}

# Says what the GPU is, and for which architecture to compile.
find_device() {
  nvcc=$(find_nvcc)
  "$nvcc" --version >result/nvcc || fail 3 "$nvcc does not run"
  mkdir build
  "$nvcc" -std=c++17 -o build/device device.cu >build/device.log 2>&1 ||
    fail 3 "nvcc does not compile device.cu: $(tail -n 1 build/device.log)"
  build/device >result/device.json || fail 3 "no GPU that CUDA can use: $(cat result/device.json)"
  architecture=$(sed -n 's/.*"architecture": \([0-9]*\).*/\1/p' result/device.json)
  definitions="-DTW_CUDA=ON -DCMAKE_CUDA_COMPILER=$nvcc -DCMAKE_CUDA_ARCHITECTURES=$architecture -DCMAKE_CUDA_FLAGS=-lineinfo"
  say "on $(sed -n 's/.*"name": "\([^"]*\)".*/\1/p' result/device.json)"
}

find_nvcc() {
  for one in "${CUDA_HOME:-/usr/local/cuda}/bin/nvcc" "$(command -v nvcc || true)"; do
    if [ -x "$one" ]; then
      printf '%s\n' "$one"
      return 0
    fi
  done
  fail 3 'no nvcc: install the CUDA toolkit, 12.8 or later, or say in CUDA_HOME where it is'
}

build_host() {
  say 'builds; this can take minutes'
  # shellcheck disable=SC2086
  cmake -S host -B build/host -DCMAKE_BUILD_TYPE=Release -DCANDIDATE="$PWD/tree" -DKIT="$PWD/kit" \
    -DVISIBLE="$PWD/visible" $definitions >build.log 2>&1 ||
    fail 3 "cannot configure; the whole log is build.log, its end: $(tail -n 3 build.log | tr '\n' ' ')"
  cmake --build build/host --target host --parallel "$(nproc)" >>build.log 2>&1 ||
    fail 3 "does not build; the whole log is build.log, its end: $(tail -n 3 build.log | tr '\n' ' ')"
}

# Each file of requests is one process; compute-sanitizer looks at the first of the two of a set.
run_suite() {
  suite=$1
  mkdir -p "result/cases/$suite"
  for requests in "cases/$suite"/requests-*; do
    name=${requests##*/requests-}
    say "$suite $name"
    run_host "$suite" "replies-$name" "exit-$name" "$requests"
    case $name in *a) run_tools "$suite" "$name" "$requests" ;; esac
  done
}

# SUITE REPLIES EXIT REQUESTS [WORDS...]: the host behind these words.
run_host() {
  into=result/cases/$1
  replies=$into/$2
  ended=$into/$3
  requests_file=$4
  shift 4
  code=0
  timeout "$host_seconds" "$@" build/host/host <"$requests_file" >"$replies" 2>>build/host.log || code=$?
  printf '%s\n' "$code" >"$ended"
}

run_tools() {
  [ "$device" = cuda ] || return 0
  sanitizer=$(dirname "$nvcc")/compute-sanitizer
  [ -x "$sanitizer" ] || sanitizer=$(command -v compute-sanitizer || true)
  if [ -z "$sanitizer" ]; then
    say 'compute-sanitizer is not installed: not run'
    return 0
  fi
  for tool in $tools; do
    say "$1 $2 $tool"
    run_host "$1" "$tool-$2.replies" "$tool-$2.exit" "$3" "$sanitizer" --tool "$tool" \
      --error-exitcode 86 --log-file "result/cases/$1/$tool-$2.log" --print-limit 100
    # Values under a tool are those without it; what it tells is in its log.
    rm -f "result/cases/$1/$tool-$2.replies"
  done
}

pack() {
  cp manifest.json result/manifest.json
  (cd result && find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >SHA256SUMS)
  tar -cf result.tar --format=ustar result || fail 3 'cannot write result.tar: is the disk full?'
  gzip -n result.tar || fail 3 'cannot write result.tar.gz: is the disk full?'
  say 'done; bring result.tar.gz home:  tensorwright evidence import result.tar.gz'
}

need() {
  command -v "$1" >/dev/null 2>&1 || fail 3 "no $1: $2"
}

say() {
  printf 'run.sh: %s\n' "$*"
}

fail() {
  code=$1
  shift
  printf 'run.sh: %s\n' "$*" >&2
  exit "$code"
}

main "$@"
