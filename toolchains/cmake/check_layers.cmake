cmake_minimum_required(VERSION 3.25)

# Fails when a source file includes a folder that stands above its own in the list of layers. Run from the root.
#
# Low to high. A folder may include itself and those before it; target/ never includes host/, and host/ includes only
# the pure folders of target/.
set(layers
    arch/common arch/cper arch/arm arch/arm64 arch/x86 arch
    target/runtime target/codec target/format target/oops target/ramoops target/record
    target/journal target/rights target/hook target/config target/harvest target/scrub target/manifest target/watch target/usercrash target/export
    target/serve target/selftest target
    host/io host/pull host/input host/elf host/dwarf host/btf host/symbols host/code host/unwind host/explain host/report host/fleet host/cli host)
set(pure_target target/format target/codec target/oops target/ramoops target/record)
set(cpus arch/arm arch/arm64 arch/x86)

# layer_of(PATH RESULT): the folder of the list that PATH lies in.
function(layer_of path result)
    get_filename_component(folder ${path} DIRECTORY)
    while(folder AND NOT folder IN_LIST layers)
        get_filename_component(folder ${folder} DIRECTORY)
    endwhile()
    set(${result} "${folder}" PARENT_SCOPE)
endfunction()

set(violations 0)
macro(violation text)
    message(SEND_ERROR "${file}: includes ${included}: ${text}")
    math(EXPR violations "${violations} + 1")
endmacro()

file(GLOB_RECURSE files RELATIVE ${CMAKE_SOURCE_DIR} arch/*.h arch/*.cc target/*.h target/*.cc host/*.h host/*.cc)
foreach(file IN LISTS files)
    layer_of(${file} layer)
    if(NOT layer)
        message(SEND_ERROR "${file}: lies in no folder of the list of layers")
    endif()
    list(FIND layers "${layer}" rank)
    file(STRINGS ${file} includes REGEX "^#include \"")
    foreach(line IN LISTS includes)
        string(REGEX REPLACE "^#include \"([^\"]*)\".*" "\\1" included "${line}")
        layer_of(${included} included_layer)
        list(FIND layers "${included_layer}" included_rank)
        if(included_rank EQUAL -1)
            violation("not a path from the root")
        elseif(included_rank GREATER rank)
            violation("${layer} is below ${included_layer}")
        elseif(layer IN_LIST cpus AND included_layer IN_LIST cpus AND NOT layer STREQUAL included_layer)
            violation("one CPU must not know another")
        elseif(layer MATCHES "^host" AND included_layer MATCHES "^target" AND NOT included_layer IN_LIST pure_target)
            violation("host uses only the pure folders of target")
        endif()
    endforeach()
endforeach()
