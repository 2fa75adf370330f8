# faultbox_sysroot(ARCH): finds or makes the sysroot and sets FAULTBOX_GLIBC, FAULTBOX_MUSL, FAULTBOX_LIBCXX_INCLUDE.
macro(faultbox_sysroot arch)
    execute_process(
        COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/../make-sysroot.sh ${arch}
        OUTPUT_VARIABLE faultbox_sysroot_path
        OUTPUT_STRIP_TRAILING_WHITESPACE
        COMMAND_ERROR_IS_FATAL ANY)
    set(FAULTBOX_GLIBC ${faultbox_sysroot_path}/glibc)
    set(FAULTBOX_MUSL ${faultbox_sysroot_path}/musl)
    set(FAULTBOX_LIBCXX_INCLUDE ${FAULTBOX_GLIBC}/usr/lib/llvm-19/include/c++/v1)
endmacro()
