# What nearly every unit includes, compiled once.  A unit still includes what it
# uses: with -DWRIGHT_PRECOMPILE=OFF nothing is precompiled.
set(WRIGHT_COMMON_HEADERS
  <fmt/format.h> <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map> <memory>
  <optional> <set> <string> <string_view> <utility> <variant> <vector>)
function(wright_precompiled NAME)
  cmake_parse_arguments(PCH "" "" "LIBRARIES;HEADERS" ${ARGN})
  file(WRITE ${CMAKE_BINARY_DIR}/${NAME}.cpp.new "")
  file(COPY_FILE ${CMAKE_BINARY_DIR}/${NAME}.cpp.new ${CMAKE_BINARY_DIR}/${NAME}.cpp ONLY_IF_DIFFERENT)
  add_library(${NAME} STATIC ${CMAKE_BINARY_DIR}/${NAME}.cpp)
  target_link_libraries(${NAME} PRIVATE fmt::fmt ${PCH_LIBRARIES})
  target_precompile_headers(${NAME} PRIVATE ${PCH_HEADERS} ${WRIGHT_COMMON_HEADERS})
endfunction()
function(wright_uses_precompiled TARGET NAME)
  if(WRIGHT_PRECOMPILE)
    target_precompile_headers(${TARGET} REUSE_FROM ${NAME})
  endif()
endfunction()
if(WRIGHT_PRECOMPILE)
  wright_precompiled(wright_headers)
endif()

# wright_room(NAME [DEPENDS room...] [LIBRARIES target...] [OWN_HEADERS header...])
#
# A room is a static library of every .cpp in its folder.  DEPENDS are the arrows
# down that it may take; a wrong include does not link.  LIBRARIES stay private.
# OWN_HEADERS are heavy ones that most of its units include.
function(wright_room NAME)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;LIBRARIES;OWN_HEADERS" ${ARGN})
  file(GLOB ROOM_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(wright_${NAME} STATIC ${ROOM_SOURCES})
  target_include_directories(wright_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/orchestrator)
  list(TRANSFORM ROOM_DEPENDS PREPEND wright_)
  target_link_libraries(wright_${NAME} PUBLIC ${ROOM_DEPENDS} fmt::fmt PRIVATE ${ROOM_LIBRARIES})
  if(NOT ROOM_OWN_HEADERS)
    wright_uses_precompiled(wright_${NAME} wright_headers)
  elseif(WRIGHT_PRECOMPILE)
    target_precompile_headers(wright_${NAME} PRIVATE ${ROOM_OWN_HEADERS} ${WRIGHT_COMMON_HEADERS})
  endif()
endfunction()

# wright_test(NAME [DEPENDS target...]): every *_test.cpp of the folder in one
# GoogleTest program, known to CTest as one test.
function(wright_test NAME)
  cmake_parse_arguments(UNIT "" "" "DEPENDS" ${ARGN})
  file(GLOB UNIT_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp)
  if(NOT UNIT_SOURCES)
    return()
  endif()
  add_executable(${NAME}_test ${UNIT_SOURCES})
  target_include_directories(${NAME}_test PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${NAME}_test PRIVATE ${UNIT_DEPENDS} fmt::fmt GTest::gtest_main GTest::gmock)
  wright_uses_precompiled(${NAME}_test wright_test_headers)
  target_compile_definitions(${NAME}_test PRIVATE WRIGHT_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                                  WRIGHT_BUILD_DIR="${CMAKE_BINARY_DIR}")
  set_target_properties(${NAME}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${NAME} COMMAND ${NAME}_test)
endfunction()

# wright_verifier(NAME [SHARED] [DEPENDS target...]): the program libexec/check-NAME from the
# .cpp files of verifiers/NAME, with its check.json and help.md in share/checks/NAME.
# SHARED: all but main.cpp is the library wright_NAME, for another check and for tests.
function(wright_verifier NAME)
  cmake_parse_arguments(CHECK "SHARED" "" "DEPENDS" ${ARGN})
  file(GLOB CHECK_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(CHECK_SHARED)
    list(REMOVE_ITEM CHECK_SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
    add_library(wright_${NAME} STATIC ${CHECK_SOURCES})
    target_link_libraries(wright_${NAME} PUBLIC ${CHECK_DEPENDS})
    target_include_directories(wright_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/verifiers)
    wright_uses_precompiled(wright_${NAME} wright_headers)
    set(CHECK_SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
    set(CHECK_DEPENDS wright_${NAME})
  endif()
  add_executable(check-${NAME} ${CHECK_SOURCES})
  target_link_libraries(check-${NAME} PRIVATE ${CHECK_DEPENDS})
  wright_uses_precompiled(check-${NAME} wright_headers)
  set_target_properties(check-${NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${WRIGHT_LIBEXEC})
  file(MAKE_DIRECTORY ${WRIGHT_SHARE}/checks/${NAME})
  foreach(DATA check.json help.md)
    configure_file(${CMAKE_CURRENT_SOURCE_DIR}/${DATA} ${WRIGHT_SHARE}/checks/${NAME}/${DATA} COPYONLY)
  endforeach()
endfunction()

# wright_runs_checks(TARGET...): each starts the programs of all checks, so these are built first.
function(wright_runs_checks)
  file(GLOB CHECKS RELATIVE ${PROJECT_SOURCE_DIR}/verifiers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/verifiers/*/check.json)
  foreach(TARGET ${ARGN})
    foreach(CHECK ${CHECKS})
      get_filename_component(NAME ${CHECK} DIRECTORY)
      add_dependencies(${TARGET} check-${NAME})
    endforeach()
    add_dependencies(${TARGET} wright-sandbox wright-init hollow-host selftest planted)
  endforeach()
endfunction()

# wright_runs_tensorwright(NAME...): suites that run the program itself.  Before them the judge
# stands its test (tests/CMakeLists.txt), once for all of them.
function(wright_runs_tensorwright)
  foreach(NAME ${ARGN})
    add_dependencies(${NAME}_test tensorwright)
    wright_runs_checks(${NAME}_test)
    set_tests_properties(${NAME} PROPERTIES FIXTURES_REQUIRED judge)
  endforeach()
endfunction()
