# How a room, a test of a room and a program are declared.

add_library(sekisho_flags INTERFACE)
target_compile_options(sekisho_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Wimplicit-fallthrough -fstack-protector-strong -fno-omit-frame-pointer
  $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>
  # GCC 12 sees an overlap in std::string's operator+ that is not there (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # ... and values in std::optional that may be uninitialised, and are not (GCC bug 80635).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
target_include_directories(sekisho_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_link_options(sekisho_flags INTERFACE -Wl,-z,relro,-z,now)
if(SEKISHO_WERROR)
  target_compile_options(sekisho_flags INTERFACE -Werror)
endif()
if(SEKISHO_SANITIZE)
  target_compile_options(sekisho_flags INTERFACE -fsanitize=${SEKISHO_SANITIZE}
                                                 -fno-sanitize-recover=undefined)
  target_link_options(sekisho_flags INTERFACE -fsanitize=${SEKISHO_SANITIZE})
endif()
if(SEKISHO_FUZZ)
  target_compile_options(sekisho_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# sekisho_room(NAME ROOMS room... PRIVATE library...): a static library of every .cc below the folder.
# ROOMS are the rooms it may include; PRIVATE libraries are seen by nobody else.
function(sekisho_room name)
  cmake_parse_arguments(ARG "" "" "ROOMS;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cc)
  if(sources)
    add_library(sekisho_${name} STATIC ${sources})
    target_link_libraries(sekisho_${name} PUBLIC sekisho_flags ${ARG_ROOMS} PRIVATE ${ARG_PRIVATE})
  else()
    add_library(sekisho_${name} INTERFACE)
    target_link_libraries(sekisho_${name} INTERFACE sekisho_flags ${ARG_ROOMS})
  endif()
endfunction()

# sekisho_unit_test(ROOM library... [SHARDS n]): one GoogleTest program of tests/unit/ROOM/*_test.cc.
# A long one is run in n parts: side by side, and none near the limit of a test on a slow machine.
function(sekisho_unit_test room)
  cmake_parse_arguments(ARG "" "SHARDS" "" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS unit/${room}/*.cc)
  if(NOT sources)
    return()
  endif()
  add_executable(${room}_test ${sources})
  target_link_libraries(${room}_test PRIVATE ${ARG_UNPARSED_ARGUMENTS} GTest::gtest_main)
  target_compile_options(${room}_test PRIVATE -Wno-conversion $<$<CONFIG:Release>:-O1>)
  if(NOT ARG_SHARDS)
    add_test(NAME unit.${room} COMMAND ${room}_test)
    set_tests_properties(unit.${room} PROPERTIES
      ENVIRONMENT "SEKISHO_SOURCE=${CMAKE_SOURCE_DIR}")
    return()
  endif()
  math(EXPR last "${ARG_SHARDS} - 1")
  foreach(shard RANGE ${last})
    add_test(NAME unit.${room}_${shard} COMMAND ${room}_test)
    set_tests_properties(unit.${room}_${shard} PROPERTIES
      COST 100 # begins early: no processor waits for it at the end
      ENVIRONMENT "SEKISHO_SOURCE=${CMAKE_SOURCE_DIR};GTEST_TOTAL_SHARDS=${ARG_SHARDS};GTEST_SHARD_INDEX=${shard}")
  endforeach()
endfunction()
