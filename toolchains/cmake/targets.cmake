# The four kinds of target the tree is made of. Each folder of sources is one library, named after its path.

# faultbox_library(arch/arm SOURCES a.cc b.cc LIBRARIES arch/common ...)
function(faultbox_library path)
    cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
    string(REPLACE "/" "_" name ${path})
    add_library(${name} STATIC ${ARG_SOURCES})
    faultbox_link(${name} PUBLIC ${ARG_LIBRARIES})
    target_link_libraries(${name} PUBLIC faultbox_options)
    target_compile_options(${name} PRIVATE ${FAULTBOX_THIN_LTO})
endfunction()

# faultbox_link(TARGET PUBLIC arch/common target/oops ...): links libraries by their paths.
function(faultbox_link target scope)
    foreach(path IN LISTS ARGN)
        string(REPLACE "/" "_" library ${path})
        target_link_libraries(${target} ${scope} ${library})
    endforeach()
endfunction()

# faultbox_test(arch/arm SOURCES a_test.cc LIBRARIES arch/arm): a GoogleTest program, one ctest entry "unit.arch_arm".
function(faultbox_test path)
    cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
    string(REPLACE "/" "_" name ${path})
    add_executable(unit_${name} ${ARG_SOURCES})
    faultbox_link(unit_${name} PRIVATE ${ARG_LIBRARIES})
    target_link_libraries(unit_${name} PRIVATE faultbox_options gtest_main)
    target_compile_definitions(unit_${name} PRIVATE FAULTBOX_TESTS_DIR="${PROJECT_SOURCE_DIR}/tests")
    add_test(NAME unit.${name} COMMAND unit_${name})
endfunction()

# faultbox_fuzzer(ramoops LIBRARIES target/ramoops): tests/fuzz/ramoops.cc with its corpus in tests/fuzz/corpus/ramoops.
# ctest replays the corpus and then fuzzes for FAULTBOX_FUZZ_SECONDS, from the same seed each time: what holds does not
# depend on luck. Only in sanitized builds.
function(faultbox_fuzzer name)
    if(NOT FAULTBOX_SANITIZE)
        return()
    endif()
    cmake_parse_arguments(ARG "" "" "LIBRARIES" ${ARGN})
    add_executable(fuzz_${name} ${name}.cc)
    faultbox_link(fuzz_${name} PRIVATE ${ARG_LIBRARIES})
    target_link_libraries(fuzz_${name} PRIVATE faultbox_options)
    # libFuzzer's runtime is built on libstdc++, which stands beside our libc++ in this one program.
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(fuzz_${name} PRIVATE stdc++)
    set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
    file(GLOB seeds ${corpus}/*)
    if(NOT seeds)
        message(FATAL_ERROR "the fuzzer ${name} has no corpus in ${corpus}")
    endif()
    set(found ${CMAKE_CURRENT_BINARY_DIR}/found/${name})
    file(MAKE_DIRECTORY ${found})
    set(dictionary)
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${name}.dict)
        set(dictionary -dict=${CMAKE_CURRENT_SOURCE_DIR}/${name}.dict)
    endif()
    add_test(NAME fuzz.${name}
        COMMAND fuzz_${name} -seed=1 -max_total_time=${FAULTBOX_FUZZ_SECONDS} -timeout=10 -rss_limit_mb=1024 -print_final_stats=1
                -artifact_prefix=${found}/ ${dictionary} ${found} ${corpus})
endfunction()
