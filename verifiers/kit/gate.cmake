# Included at the end of each project() of a gate build (CMAKE_PROJECT_INCLUDE).
#
# Gives every target of the project the usual standard headers precompiled, so
# that a unit's own lines are what is left to compile.  They are what a unit
# *may* include: clang++ and the release build read it without them.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

set(WRIGHT_STANDARD_HEADERS
  <algorithm> <array> <atomic> <cmath> <cstddef> <cstdint> <cstring> <functional> <limits> <map>
  <memory> <mutex> <numeric> <optional> <set> <sstream> <stdexcept> <string> <string_view>
  <unordered_map> <utility> <variant> <vector>)

# A unit with options of its own, such as -mavx2, cannot read headers that were compiled without.
function(wright_except_units_with_options TARGET)
  get_target_property(SOURCES ${TARGET} SOURCES)
  get_target_property(FOLDER ${TARGET} SOURCE_DIR)
  foreach(NAME ${SOURCES})
    get_filename_component(SOURCE ${NAME} ABSOLUTE BASE_DIR ${FOLDER})
    foreach(PROPERTY COMPILE_OPTIONS COMPILE_FLAGS)
      get_source_file_property(OPTIONS ${SOURCE} TARGET_DIRECTORY ${TARGET} ${PROPERTY})
      if(OPTIONS)
        set_source_files_properties(${SOURCE} TARGET_DIRECTORY ${TARGET}
          PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
      endif()
    endforeach()
  endforeach()
endfunction()

function(wright_precompile_target TARGET)
  get_target_property(TYPE ${TARGET} TYPE)
  if(NOT TYPE MATCHES "^(EXECUTABLE|STATIC_LIBRARY|SHARED_LIBRARY|OBJECT_LIBRARY)$")
    return()
  endif()
  get_target_property(LINKED ${TARGET} LINK_LIBRARIES)
  if("${LINKED}" MATCHES "GTest::|gtest")
    target_precompile_headers(${TARGET} PRIVATE <gtest/gtest.h>)
  endif()
  target_precompile_headers(${TARGET} PRIVATE ${WRIGHT_STANDARD_HEADERS})
  wright_except_units_with_options(${TARGET})
endfunction()

function(wright_precompile DIRECTORY)
  get_property(TARGETS DIRECTORY ${DIRECTORY} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(TARGET ${TARGETS})
    wright_precompile_target(${TARGET})
  endforeach()
  get_property(BELOW DIRECTORY ${DIRECTORY} PROPERTY SUBDIRECTORIES)
  foreach(DIRECTORY ${BELOW})
    wright_precompile(${DIRECTORY})
  endforeach()
endfunction()

cmake_language(EVAL CODE "
  cmake_language(DEFER DIRECTORY [[${CMAKE_CURRENT_SOURCE_DIR}]] CALL wright_precompile [[${CMAKE_CURRENT_SOURCE_DIR}]])")
