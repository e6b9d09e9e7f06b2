// What the build writes where npm is missing, for tests/cli/test_report.py.
#include "output/report_page.h"

const char report_template[] = {0};
const size_t report_template_size = 0;
