# Layouts that this program reads from BTF, compared with pahole's of the same BTF: as clang writes it for both byte
# orders, as pahole writes it into a kernel, and of a module whose BTF goes on from its kernel's. And crashes explained
# with BTF alone, compared with DWARF's explanation.
set(sources ${PROJECT_SOURCE_DIR}/tests/unit/host/symbols/fixtures)
set(folder ${CMAKE_CURRENT_BINARY_DIR}/btf)
file(MAKE_DIRECTORY ${folder})

foreach(target IN ITEMS bpfel bpfeb)
    add_custom_command(OUTPUT ${folder}/${target}.btf
        COMMAND clang-19 --target=${target} -g -O1 -Wno-error -c ${sources}/player.c -o ${folder}/${target}.o
        COMMAND llvm-objcopy-19 --dump-section .BTF=${folder}/${target}.btf ${folder}/${target}.o
        DEPENDS ${sources}/player.c VERBATIM)
    list(APPEND btf_files ${folder}/${target}.btf)
    add_test(NAME oracle.layout.${target}.btf
        COMMAND ${FAULTBOX_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/symbolize_layout.py $<TARGET_FILE:symbolize_dump>
                ${folder}/${target}.btf --btf)
endforeach()

foreach(source IN ITEMS player playlist)
    set(base)
    if(source STREQUAL "playlist")
        set(base --btf_base=${folder}/player.elf)
    endif()
    add_custom_command(OUTPUT ${folder}/${source}.elf
        COMMAND clang-19 --target=x86_64-linux-gnu -g -O1 -Wno-error -c ${sources}/${source}.c -o ${folder}/${source}.o
        COMMAND ${FAULTBOX_PAHOLE} -J ${base} ${folder}/${source}.o
        COMMAND llvm-objcopy-19 --strip-debug ${folder}/${source}.o ${folder}/${source}.elf
        COMMAND llvm-objcopy-19 --dump-section .BTF=${folder}/${source}.btf ${folder}/${source}.o
        DEPENDS ${sources}/${source}.c ${sources}/player.c $<$<STREQUAL:${source},playlist>:${folder}/player.elf> VERBATIM)
    list(APPEND btf_files ${folder}/${source}.elf)
endforeach()
add_test(NAME oracle.layout.player.btf
    COMMAND ${FAULTBOX_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/symbolize_layout.py $<TARGET_FILE:symbolize_dump>
            ${folder}/player.elf --btf)
add_test(NAME oracle.layout.playlist.btf
    COMMAND ${FAULTBOX_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/symbolize_layout.py $<TARGET_FILE:symbolize_dump>
            ${folder}/playlist.elf --btf --kernel ${folder}/player.btf)

add_custom_target(btf_files DEPENDS ${btf_files})
add_dependencies(symbolize_dump btf_files)

if(TARGET faultscope)
    add_test(NAME oracle.explain.btf
        COMMAND ${FAULTBOX_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/explain_btf.py $<TARGET_FILE:faultscope>
                ${PROJECT_SOURCE_DIR}/tests/cases --require 5)
endif()
