#pragma once

#include "app/verb.hpp"
#include "storage/log_store.hpp"

#include <memory>
#include <string>

namespace gatehouse {

/// `DIR`, as the verbs that need no server have it.
inline constexpr verb_option data_folder_operand{"DIR", "", "The data folder, or a copy of it.",
                                                 occurs::once};

/// Opens the log of a data folder for reading, also while a server writes it.
/// Errors: `invalid_argument` (no data folder), those of open_rocksdb_log.
outcome<std::unique_ptr<log_store>> open_log(const std::string& folder);

} // namespace gatehouse
