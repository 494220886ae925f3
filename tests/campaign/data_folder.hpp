#pragma once

#include <string>

namespace gatehouse {

/// Returns the digest of the views of a stopped data folder as they are; the test fails if they
/// cannot be read.
std::string digest_of_views(const std::string& data);

/// Returns the digest of views that are folded anew from the log of a data folder.
std::string digest_of_rebuilt(const std::string& data);

/// Returns what `gatehouse verify --views` finds in a data folder, "" if nothing. Its gateway may
/// run.
std::string verify_folder(const std::string& data);

/// Returns the digest of all states that `gatehouse replay` prints, "" if it fails.
std::string replayed_state(const std::string& data);

} // namespace gatehouse
