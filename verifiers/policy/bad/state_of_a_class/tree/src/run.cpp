class Sum {
 public:
  float of(float x) const { return last_ = x; }

 private:
  mutable float last_ = 0;
};

const Sum kSum;
