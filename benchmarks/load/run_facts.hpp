#pragma once

#include "storage/json/json_writer.hpp"

namespace gatehouse {

/// Writes the members `machine`, `commit` and `versions` into an open object: what a figure depends
/// on besides the code.
void write_run_facts(json_writer& out);

} // namespace gatehouse
