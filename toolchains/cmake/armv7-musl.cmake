# ARMv7-A with hardware floating point, Thumb-2 code.
set(FAULTBOX_DEBIAN_ARCH armhf)
set(FAULTBOX_TARGET_TRIPLE armv7a-linux-musleabihf)
set(FAULTBOX_TARGET_FLAGS -march=armv7-a -mfpu=vfpv3-d16 -mthumb)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-arm)
include(${CMAKE_CURRENT_LIST_DIR}/musl-static.cmake)
