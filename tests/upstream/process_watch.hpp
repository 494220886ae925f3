#pragma once

#include <set>

namespace gatehouse {

/// Says whether process `pid` runs (a zombie does not).
bool runs(int pid);

/// Waits until none of `pids` runs; false if one still does after the tests' patience.
bool all_end(const std::set<int>& pids);

/// Returns the processes below `root`, zombies left out.
std::set<int> family_of(int root);

/// Returns the number of open descriptors of this process.
int open_descriptors();

} // namespace gatehouse
