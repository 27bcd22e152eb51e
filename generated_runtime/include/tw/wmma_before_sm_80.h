// For NVIDIA's compiler: what its mma.h leaves out where it compiles for a device before sm_80,
// declared so that one source is compiled for all of them.  Whatever computes is a trap.
#pragma once

#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
namespace nvcuda::wmma {

template <class Layout>
class fragment<matrix_a, 16, 16, 16, __nv_bfloat16, Layout> : public __frag_base<__nv_bfloat16, 8> {
};
template <class Layout>
class fragment<matrix_b, 16, 16, 16, __nv_bfloat16, Layout> : public __frag_base<__nv_bfloat16, 8> {
};

template <class Use, class Layout>
__device__ inline void load_matrix_sync(fragment<Use, 16, 16, 16, __nv_bfloat16, Layout>& /*to*/,
                                        const __nv_bfloat16* /*from*/, unsigned /*stride*/) {
  __trap();
}

template <class LayoutA, class LayoutB>
__device__ inline void mma_sync(fragment<accumulator, 16, 16, 16, float>& /*to*/,
                                const fragment<matrix_a, 16, 16, 16, __nv_bfloat16, LayoutA>& /*a*/,
                                const fragment<matrix_b, 16, 16, 16, __nv_bfloat16, LayoutB>& /*b*/,
                                const fragment<accumulator, 16, 16, 16, float>& /*addend*/) {
  __trap();
}

}  // namespace nvcuda::wmma
#endif
