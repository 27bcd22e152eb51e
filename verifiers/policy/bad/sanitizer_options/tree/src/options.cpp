extern "C" const char* __asan_default_options() {
  return "exitcode=0";
}
