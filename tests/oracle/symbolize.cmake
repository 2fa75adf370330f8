# tests/oracle/symbolize.py compares this program's frames with llvm-symbolizer's, symbolize_layout.py its layouts with
# pahole's: on the program itself (C++, DWARF 5) and on the compiled fixtures of the unit tests. Both scripts take any
# other file by hand.
add_executable(symbolize_dump symbolize_dump.cc)
target_link_libraries(symbolize_dump PRIVATE host_symbols faultbox_options)
add_dependencies(symbolize_dump symbols_fixtures)

find_program(FAULTBOX_PYTHON python3 REQUIRED)
find_program(FAULTBOX_SYMBOLIZER llvm-symbolizer-19 REQUIRED)
find_program(FAULTBOX_PAHOLE pahole REQUIRED)
set(fixtures ${PROJECT_BINARY_DIR}/tests/unit/host/symbols/fixtures)

function(symbolize_oracle name file)
    add_test(NAME oracle.symbolize.${name}
        COMMAND ${FAULTBOX_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/symbolize.py $<TARGET_FILE:symbolize_dump> ${file} ${ARGN}
                --symbolizer ${FAULTBOX_SYMBOLIZER})
endfunction()

# The same answers from a saved index.
function(indexed_oracle name file)
    symbolize_oracle(${name} ${file} ${ARGN})
    add_test(NAME oracle.symbolize_indexed.${name}
        COMMAND ${FAULTBOX_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/symbolize.py $<TARGET_FILE:symbolize_dump> ${file} ${ARGN}
                --symbolizer ${FAULTBOX_SYMBOLIZER})
    set_tests_properties(oracle.symbolize_indexed.${name} PROPERTIES
        ENVIRONMENT SYMBOLIZE_DUMP_INDEX=${CMAKE_CURRENT_BINARY_DIR}/symbolize-${name}.index)
endfunction()
indexed_oracle(self $<TARGET_FILE:symbolize_dump> --count 2000)
foreach(fixture IN ITEMS arm-linked.elf arm-dwarf4.ko arm-dwarf5.ko arm64-dwarf5.ko x86_64-dwarf2.ko x86_64-dwarf3.ko
                         x86_64-dwarf4.ko x86_64-dwarf5.ko x86_64-dwarf5-64bit.ko i386-dwarf4.ko)
    indexed_oracle(${fixture} ${fixtures}/${fixture} --count 300)
endforeach()

# Of debug information in several files no index is kept. llvm-symbolizer finds .dwo files from the folder that the compiler ran in, and a .dwp file beside the program.
foreach(fixture IN ITEMS split4 split5 split4-types split5-types split5-zlib)
    foreach(form IN ITEMS linked packed)
        symbolize_oracle(${fixture}-${form} ${fixture}/${form}.elf --count 300)
        set_tests_properties(oracle.symbolize.${fixture}-${form} PROPERTIES WORKING_DIRECTORY ${fixtures})
    endforeach()
endforeach()

foreach(fixture IN ITEMS arm-linked.elf x86_64-dwarf4.ko x86_64-dwarf5.ko)
    add_test(NAME oracle.layout.${fixture}
        COMMAND ${FAULTBOX_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/symbolize_layout.py $<TARGET_FILE:symbolize_dump>
                ${fixtures}/${fixture})
    add_test(NAME oracle.layout_indexed.${fixture}
        COMMAND ${FAULTBOX_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/symbolize_layout.py $<TARGET_FILE:symbolize_dump>
                ${fixtures}/${fixture})
    set_tests_properties(oracle.layout_indexed.${fixture} PROPERTIES
        ENVIRONMENT SYMBOLIZE_DUMP_INDEX=${CMAKE_CURRENT_BINARY_DIR}/${fixture}.layout.index)
endforeach()
