#include "app/verbs/data_folder.hpp"

#include <filesystem>

namespace gatehouse {

outcome<std::unique_ptr<log_store>> open_log(const std::string& folder) {
  const auto log = std::filesystem::path{folder} / "log";
  std::error_code why;
  const bool there = std::filesystem::is_directory(log, why);
  if (why && why != std::errc::no_such_file_or_directory && why != std::errc::not_a_directory)
    return failure{errc::io_failed, log.string() + ": " + why.message()};
  if (!there)
    return failure{errc::invalid_argument, "'" + folder + "' is not a data folder: it has no log."};
  return open_rocksdb_log(log.string(), log_access::read_only);
}

} // namespace gatehouse
