#pragma once

#include <random>
#include <string>

namespace gatehouse {

/// What a loss of power took away.
struct lost_power {
  std::size_t bytes = 0;   ///< that were written and not synced
  std::size_t entries = 0; ///< made, renamed or removed, and undone

  bool lost_something() const { return bytes + entries > 0; }
};

/// Does to the files of a gateway that has ended what a loss of power may do: of each file, what
/// was written since its last sync goes, or goes from some byte on; in each folder, some of the
/// newest files made, renamed or removed since the folder's last sync are as before. `facts` is
/// what the gateway's library told; it is empty afterwards. A test fails if it cannot be read.
lost_power lose_power(const std::string& facts, std::mt19937_64& random);

} // namespace gatehouse
