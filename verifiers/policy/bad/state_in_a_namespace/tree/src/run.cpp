namespace {

std::atomic<int> calls{0};

}  // namespace

float run(float x) {
  return calls++ > 9 ? 0 : x;
}
