#pragma once

#include "events/core/outcome.hpp"
#include "storage/log_store.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Told now and then what is being done and how far it is.
using copy_progress =
    std::function<void(std::string_view doing, std::uint64_t done, std::uint64_t total)>;

/// Fills the log of a data folder, and its folder with what else shall be there.
using data_filler = std::function<outcome<nothing>(log_store&, const std::string& folder)>;

/// Makes the data folder `data`: `fill` writes its log, then the views are folded from it. The
/// folder appears whole or not at all.
/// Errors: `conflict` (`data` is there and not empty), those of `fill`, `journal_damaged`,
/// `io_failed`.
outcome<nothing> make_data_folder(const std::string& data, const data_filler& fill,
                                  const copy_progress& progress);

} // namespace gatehouse
