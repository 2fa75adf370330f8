# x86-64 baseline.
set(FAULTBOX_DEBIAN_ARCH amd64)
set(FAULTBOX_TARGET_TRIPLE x86_64-linux-musl)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
include(${CMAKE_CURRENT_LIST_DIR}/musl-static.cmake)
