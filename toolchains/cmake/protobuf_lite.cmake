# protobuf-lite from Debian's protobuf source, built with our compiler and flags: Debian's library needs libstdc++.
execute_process(
    COMMAND sh ${PROJECT_SOURCE_DIR}/toolchains/fetch-protobuf.sh
    OUTPUT_VARIABLE protobuf_SOURCE_DIR
    OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)

# Of protobuf's own build file only the list of sources is of use.
file(STRINGS ${protobuf_SOURCE_DIR}/cmake/libprotobuf-lite.cmake protobuf_lite_sources REGEX "/src/.*\\.cc$")
list(TRANSFORM protobuf_lite_sources STRIP)
string(REPLACE "\${protobuf_SOURCE_DIR}" "${protobuf_SOURCE_DIR}" protobuf_lite_sources "${protobuf_lite_sources}")

add_library(protobuf-lite STATIC ${protobuf_lite_sources})
target_include_directories(protobuf-lite SYSTEM PUBLIC ${protobuf_SOURCE_DIR}/src)
target_compile_definitions(protobuf-lite PUBLIC GOOGLE_PROTOBUF_NO_RTTI PRIVATE HAVE_PTHREAD)
# It calls memcpy(nullptr, …, 0) for an empty packed field.
target_compile_options(protobuf-lite PRIVATE -w -fno-sanitize=nonnull-attribute)

find_program(FAULTBOX_PROTOC protoc REQUIRED)

# faultbox_protobuf(TARGET FILE.proto): adds the generated lite classes of FILE.proto to TARGET.
# They are included as "target/format/crash_record.pb.h", by the path of the schema.
function(faultbox_protobuf target proto)
    file(RELATIVE_PATH relative ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/${proto})
    string(REGEX REPLACE "\\.proto$" "" stem ${relative})
    set(generated ${PROJECT_BINARY_DIR}/generated)
    file(MAKE_DIRECTORY ${generated})
    add_custom_command(
        OUTPUT ${generated}/${stem}.pb.cc ${generated}/${stem}.pb.h
        COMMAND ${FAULTBOX_PROTOC} --proto_path=${PROJECT_SOURCE_DIR} --cpp_out=lite:${generated} ${relative}
        DEPENDS ${PROJECT_SOURCE_DIR}/${relative}
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        VERBATIM)
    target_sources(${target} PRIVATE ${generated}/${stem}.pb.cc PUBLIC ${generated}/${stem}.pb.h)
    set_source_files_properties(${generated}/${stem}.pb.cc PROPERTIES COMPILE_OPTIONS "-w;-fno-sanitize=nonnull-attribute")
    target_include_directories(${target} SYSTEM PUBLIC ${generated})
    target_link_libraries(${target} PUBLIC protobuf-lite)
endfunction()
