float half(float x, float by = 2) {
  return x / by;
}
float last;
