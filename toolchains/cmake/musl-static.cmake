# A static musl program for one of Debian's architectures: libc++ as headers only, our runtime shim instead of libc++.a.
# Included by the per-CPU files, which set FAULTBOX_DEBIAN_ARCH, FAULTBOX_TARGET_TRIPLE, FAULTBOX_TARGET_FLAGS.
include(${CMAKE_CURRENT_LIST_DIR}/sysroot.cmake)
faultbox_sysroot(${FAULTBOX_DEBIAN_ARCH})

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER clang-19 --target=${FAULTBOX_TARGET_TRIPLE} ${FAULTBOX_TARGET_FLAGS})
set(CMAKE_CXX_COMPILER clang++-19 --target=${FAULTBOX_TARGET_TRIPLE} ${FAULTBOX_TARGET_FLAGS}
    -nostdinc++ -isystem ${FAULTBOX_LIBCXX_INCLUDE} -nostdlib++ -D_LIBCPP_HAS_MUSL_LIBC)
set(CMAKE_SYSROOT ${FAULTBOX_MUSL})
set(CMAKE_AR llvm-ar-19)
set(CMAKE_RANLIB llvm-ranlib-19)
set(CMAKE_CXX_FLAGS_INIT "-fno-threadsafe-statics -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables")
# docs/decisions/0002-recorder-flags.md has what each of them is worth.
set(FAULTBOX_SMALL_CODE "-Wl,-mllvm,-inline-threshold=-14000 -Wl,-mllvm,-enable-machine-outliner -Wl,-mllvm,-arm-promote-constant -Wl,-mllvm,-disable-lsr -Wl,-mllvm,-disable-machine-cse -Wl,-mllvm,-machine-outliner-reruns=2 -Wl,-mllvm,-split-spill-mode=size -Wl,-mllvm,-enable-shrink-wrap=false -Wl,-mllvm,-ifcvt-limit=0 -Wl,-mllvm,-enable-pre=false -Wl,-mllvm,-disable-machine-licm -Wl,-mllvm,-disable-post-ra")
set(CMAKE_EXE_LINKER_FLAGS_INIT "${FAULTBOX_SMALL_CODE} -static -fuse-ld=lld -Wl,--gc-sections -Wl,--icf=all -Wl,-O2 -Wl,--no-eh-frame-hdr --rtlib=libgcc --unwindlib=none")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(FAULTBOX_CXX_RUNTIME "")
set(FAULTBOX_RUNTIME_SHIM ON)
