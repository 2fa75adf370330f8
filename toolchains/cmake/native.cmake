# Builds for the machine we are on (amd64 Debian 12): the host's glibc, clang 19, and libc++ 19 from the sysroot.
include(${CMAKE_CURRENT_LIST_DIR}/sysroot.cmake)
faultbox_sysroot(amd64)

# In list form because -DCMAKE_CXX_FLAGS=... would wipe CMAKE_CXX_FLAGS_INIT.
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19 -nostdinc++ -isystem ${FAULTBOX_LIBCXX_INCLUDE} -nostdlib++)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-fuse-ld=lld")
set(CMAKE_AR llvm-ar-19)
set(CMAKE_RANLIB llvm-ranlib-19)
# Debian's libc++.a holds libc++abi too.
set(FAULTBOX_CXX_RUNTIME ${FAULTBOX_GLIBC}/usr/lib/llvm-19/lib/libc++.a)
