# Bundles the page of `chokepoint report` and writes it as C: cmake -DNPM= -DNODE= -DFOLDER= -P embed.cmake
#
# Without npm, or where its registry is out of reach, the program gets no page and says so when it is asked for one; the
# next build tries again, since FOLDER/page.html is still missing.
set(page ${FOLDER}/page.html)
file(REMOVE ${page})
if(NPM AND NODE)
  file(COPY ${CMAKE_CURRENT_LIST_DIR}/package.json ${CMAKE_CURRENT_LIST_DIR}/package-lock.json DESTINATION ${FOLDER})
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
                          --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=2000 --fetch-timeout=60000
                  WORKING_DIRECTORY ${FOLDER} RESULT_VARIABLE failed OUTPUT_QUIET)
  if(NOT failed)
    execute_process(COMMAND ${NODE} ${CMAKE_CURRENT_LIST_DIR}/bundle.mjs ${FOLDER}/node_modules ${page}
                    RESULT_VARIABLE failed)
  endif()
  if(failed)
    file(REMOVE ${page})
    message("the page of `chokepoint report` cannot be made: is the registry of npm in reach?")
  endif()
endif()

set(hex "")
if(EXISTS ${page})
  file(READ ${page} hex HEX)
endif()
string(LENGTH "${hex}" size)
math(EXPR size "${size} / 2")
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
file(CONFIGURE OUTPUT ${FOLDER}/page.c @ONLY CONTENT [[
#include "output/report_page.h"

const char report_template[] = {@bytes@ 0};
const size_t report_template_size = @size@;
]])
