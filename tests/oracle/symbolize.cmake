# tests/oracle/symbolize.py compares this program's frames with llvm-symbolizer's, and layouts with pahole's.
add_executable(symbolize_dump symbolize_dump.cc)
target_link_libraries(symbolize_dump PRIVATE host_symbols faultbox_options)
