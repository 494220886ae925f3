#pragma once

#include "events/core/outcome.hpp"

#include <string>
#include <string_view>

namespace rocksdb {
class Status;
} // namespace rocksdb

namespace gatehouse {

/// Says in a sentence what `status` means and what to do; `doing` is what was tried.
failure describe(const rocksdb::Status& status, std::string_view doing);

/// The same for what the operating system said: `io_failed`.
failure describe_io(const std::string& said, std::string_view doing);

} // namespace gatehouse
