/** Reads what `report` was given: folders of results, and tables that belong to them. */
#ifndef CHOKEPOINT_CLI_REPORT_SOURCE_H
#define CHOKEPOINT_CLI_REPORT_SOURCE_H

#include "output/report_document.h"

/** Prints mistakes.  @param report with the version set; report_document_free in any case
 *  @param path (n) that live as long  @param title NULL: of the first result
 *  @return an exit code */
int report_source_read(struct report *report, const char *const path[], size_t n,
                       const char *title);

#endif
