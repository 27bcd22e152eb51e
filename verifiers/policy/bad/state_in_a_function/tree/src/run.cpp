float run(float x) {
  static float last = 0;
  return last = x;
}
