# One place for what every target of ours shares: warnings, sanitizers, include root, compiler cache.

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT GATEHOUSE_SANITIZE)
  add_link_options(-fuse-ld=mold)
endif()
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)

find_package(Threads REQUIRED)

# Applies the house rules to `target`.
function(gatehouse_target target)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wswitch-enum -Wnon-virtual-dtor -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 reports these inside libstdc++ for correct code (GCC bug 105651 and its kin).
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-maybe-uninitialized
      -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
  if(GATEHOUSE_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=${GATEHOUSE_SANITIZE}
      -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${GATEHOUSE_SANITIZE})
  endif()
  if(GATEHOUSE_FUZZ)
    target_compile_options(${target} PUBLIC -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# A static library of every .cpp below the current folder, or of the files given after FILES.
# Without any source it is an empty library, so that a layer can be linked before it is written.
function(gatehouse_library name)
  if("${ARGV1}" STREQUAL "FILES")
    set(sources ${ARGN})
    list(POP_FRONT sources)
  else()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  endif()
  if(NOT sources)
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/${name}_empty.cpp)
    file(TOUCH ${sources})
  endif()
  add_library(${name} STATIC ${sources})
  gatehouse_target(${name})
endfunction()

# A GoogleTest program of every .cpp below `folder`, all of it under the CTest label `label`.
# Tests run at the root of the tree, where golden files and docs are.
function(gatehouse_tests name folder label)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  gatehouse_target(${name})
  target_link_libraries(${name} PRIVATE ${ARGN} GTest::gtest GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} PROPERTIES LABELS ${label} TIMEOUT 120 DISCOVERY_TIMEOUT 60)
endfunction()

# Every fuzz/<name>_fuzz.cpp, linked with `library` or with what ${<name>_fuzz_library} says. With
# GATEHOUSE_FUZZ: one libFuzzer program each, all of them built by the target `fuzzers`. Without: one
# test program that feeds fuzz/corpus/<name>_fuzz/* to each, so that a mended finding stays mended.
function(gatehouse_fuzz library)
  file(GLOB sources CONFIGURE_DEPENDS fuzz/*_fuzz.cpp)
  if(NOT sources)
    return()
  endif()
  set(libraries)
  set(calls)
  foreach(source ${sources})
    get_filename_component(name ${source} NAME_WE)
    if(NOT ${name}_library)
      set(${name}_library ${library})
    endif()
    if(NOT TARGET ${${name}_library}) # a layer that is not built
      list(REMOVE_ITEM sources ${source})
      continue()
    endif()
    list(APPEND libraries ${${name}_library})
    string(APPEND calls "GATEHOUSE_FUZZ_TARGET(${name})")
    if(GATEHOUSE_FUZZ)
      add_executable(${name} ${source})
      gatehouse_target(${name})
      target_link_libraries(${name} PRIVATE ${${name}_library})
      target_link_options(${name} PRIVATE -fsanitize=fuzzer)
      list(APPEND programs ${name})
    else()
      set_source_files_properties(${source} PROPERTIES
        COMPILE_DEFINITIONS LLVMFuzzerTestOneInput=${name})
    endif()
  endforeach()
  if(GATEHOUSE_FUZZ)
    add_custom_target(fuzzers DEPENDS ${programs})
    return()
  endif()
  add_executable(corpus_tests fuzz/corpus_test.cpp ${sources})
  gatehouse_target(corpus_tests)
  target_compile_definitions(corpus_tests PRIVATE "GATEHOUSE_FUZZ_TARGETS=${calls}")
  list(REMOVE_DUPLICATES libraries)
  target_link_libraries(corpus_tests PRIVATE ${libraries} GTest::gtest GTest::gtest_main)
  gtest_discover_tests(corpus_tests WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    PROPERTIES LABELS unit TIMEOUT 120 DISCOVERY_TIMEOUT 60)
endfunction()

# Every clients/<subject>_test.mjs: real MCP clients and servers from npm against `binary`. They run
# one after the other, since each starts many processes.
function(gatehouse_client_tests binary)
  set(run ${CMAKE_CURRENT_SOURCE_DIR}/clients/run)
  file(GLOB files CONFIGURE_DEPENDS clients/*_test.mjs)
  if(NOT files)
    return()
  endif()
  add_test(NAME clients.install COMMAND ${run} install)
  set_tests_properties(clients.install PROPERTIES FIXTURES_SETUP client_packages TIMEOUT 600)
  foreach(file ${files})
    get_filename_component(name ${file} NAME_WE)
    add_test(NAME clients.${name} COMMAND ${run} $<TARGET_FILE:${binary}> ${file})
    set_tests_properties(clients.${name} PROPERTIES FIXTURES_REQUIRED client_packages TIMEOUT 300
      RESOURCE_LOCK client_processes)
    list(APPEND names clients.${name})
  endforeach()
  set_tests_properties(clients.install ${names} PROPERTIES LABELS clients SKIP_RETURN_CODE 77)
endfunction()

# Every conformance/expected/<set>.yml: a set of the official suites' scenarios through `binary`; and
# every conformance/<subject>_test.mjs, our own assertions beside them.
function(gatehouse_conformance binary)
  set(run ${CMAKE_CURRENT_SOURCE_DIR}/conformance/run)
  add_test(NAME conformance.install COMMAND ${run} install)
  set_tests_properties(conformance.install PROPERTIES FIXTURES_SETUP conformance_packages
    TIMEOUT 600)
  file(GLOB sets CONFIGURE_DEPENDS conformance/expected/*.yml)
  file(GLOB files CONFIGURE_DEPENDS conformance/*_test.mjs)
  foreach(file ${sets} ${files})
    get_filename_component(name ${file} NAME_WLE)
    set(what ${file})
    if(file IN_LIST sets)
      set(what ${name})
    endif()
    add_test(NAME conformance.${name} COMMAND ${run} $<TARGET_FILE:${binary}> ${what})
    set_tests_properties(conformance.${name} PROPERTIES FIXTURES_REQUIRED conformance_packages
      TIMEOUT 600 RESOURCE_LOCK client_processes)
    list(APPEND names conformance.${name})
  endforeach()
  set_tests_properties(conformance.install ${names} PROPERTIES LABELS conformance
    SKIP_RETURN_CODE 77)
endfunction()

# campaign/*.cpp: the real `binary` as a child process, killed, starved and misled. What needs
# minutes runs under the label slow: the suites named Slow*, the crashes with twenty times the cycles,
# and the recoveries with 10,000 kills. campaign/shim/*.cpp: the library that is loaded into the
# gateway to torment it.
function(gatehouse_campaign binary)
  if(NOT TARGET ${binary})
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS campaign/*.cpp)
  file(GLOB shim_sources CONFIGURE_DEPENDS campaign/shim/*.cpp)
  add_library(disk_shim MODULE ${shim_sources})
  gatehouse_target(disk_shim)
  target_link_libraries(disk_shim PRIVATE ${CMAKE_DL_LIBS})
  add_executable(campaign_tests ${sources} support/http_client.cpp)
  gatehouse_target(campaign_tests)
  target_link_libraries(campaign_tests PRIVATE gatehouse_upstream gatehouse_storage GTest::gtest
    GTest::gmock GTest::gtest_main)
  target_compile_definitions(campaign_tests PRIVATE
    GATEHOUSE_BUILT_BINARY="$<TARGET_FILE:${binary}>"
    GATEHOUSE_DISK_SHIM="$<TARGET_FILE:disk_shim>")
  add_dependencies(campaign_tests ${binary} disk_shim)
  gtest_discover_tests(campaign_tests TEST_FILTER -Slow* WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    PROPERTIES LABELS campaign TIMEOUT 900 DISCOVERY_TIMEOUT 60)
  add_test(NAME campaign.slow COMMAND campaign_tests --gtest_filter=Slow*:Crash*:Recovery*)
  set_tests_properties(campaign.slow PROPERTIES LABELS slow
    ENVIRONMENT "GATEHOUSE_CYCLES=1000;GATEHOUSE_UPSTREAM_KILLS=3334" TIMEOUT 5400)
endfunction()
