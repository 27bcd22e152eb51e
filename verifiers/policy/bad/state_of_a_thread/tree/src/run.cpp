float run(float x) {
  thread_local std::map<int, float> known;
  return known[1] = x;
}
