// Loads and stores with a cache policy: plain ones here.
#pragma once

template <class T>
inline T __ldg(const T* at) {
  return *at;
}
template <class T>
inline T __ldca(const T* at) {
  return *at;
}
template <class T>
inline T __ldcg(const T* at) {
  return *at;
}
template <class T>
inline T __ldcs(const T* at) {
  return *at;
}
template <class T>
inline T __ldcv(const T* at) {
  return *at;
}
template <class T>
inline T __ldlu(const T* at) {
  return *at;
}
template <class T>
inline void __stcg(T* at, T value) {
  *at = value;
}
template <class T>
inline void __stcs(T* at, T value) {
  *at = value;
}
template <class T>
inline void __stwb(T* at, T value) {
  *at = value;
}
template <class T>
inline void __stwt(T* at, T value) {
  *at = value;
}
