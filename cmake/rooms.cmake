# wright_room(NAME [DEPENDS room...] [LIBRARIES target...])
#
# A room is a static library of every .cpp in its folder.  DEPENDS are the arrows
# down that it may take; a wrong include does not link.  LIBRARIES stay private.
function(wright_room NAME)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;LIBRARIES" ${ARGN})
  file(GLOB ROOM_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(wright_${NAME} STATIC ${ROOM_SOURCES})
  target_include_directories(wright_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/orchestrator)
  list(TRANSFORM ROOM_DEPENDS PREPEND wright_)
  target_link_libraries(wright_${NAME} PUBLIC ${ROOM_DEPENDS} fmt::fmt PRIVATE ${ROOM_LIBRARIES})
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
  target_link_libraries(${NAME}_test PRIVATE ${UNIT_DEPENDS} GTest::gtest_main GTest::gmock)
  target_compile_definitions(${NAME}_test PRIVATE WRIGHT_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                                  WRIGHT_BUILD_DIR="${CMAKE_BINARY_DIR}")
  set_target_properties(${NAME}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${NAME} COMMAND ${NAME}_test)
endfunction()

# wright_verifier(NAME [DEPENDS target...]): the program libexec/check-NAME from the
# .cpp files of verifiers/NAME, with its check.json and help.md in share/checks/NAME.
function(wright_verifier NAME)
  cmake_parse_arguments(CHECK "" "" "DEPENDS" ${ARGN})
  file(GLOB CHECK_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(check-${NAME} ${CHECK_SOURCES})
  target_link_libraries(check-${NAME} PRIVATE ${CHECK_DEPENDS})
  set_target_properties(check-${NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${WRIGHT_LIBEXEC})
  file(MAKE_DIRECTORY ${WRIGHT_SHARE}/checks/${NAME})
  foreach(DATA check.json help.md)
    configure_file(${CMAKE_CURRENT_SOURCE_DIR}/${DATA} ${WRIGHT_SHARE}/checks/${NAME}/${DATA} COPYONLY)
  endforeach()
endfunction()
