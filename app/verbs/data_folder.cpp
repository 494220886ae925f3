#include "app/verbs/data_folder.hpp"

#include "storage/archive/joined_log.hpp"

#include <chrono>
#include <filesystem>

namespace gatehouse {

backup_stamp stamp_now() {
  using namespace std::chrono;
  return {[] {
            const auto now = system_clock::now().time_since_epoch();
            return unix_us{duration_cast<microseconds>(now).count()};
          },
          GATEHOUSE_VERSION};
}

outcome<std::unique_ptr<log_store>> open_log(const std::string& folder) {
  const auto log = std::filesystem::path{folder} / "log";
  std::error_code why;
  const bool there = std::filesystem::is_directory(log, why);
  if (why && why != std::errc::no_such_file_or_directory && why != std::errc::not_a_directory)
    return failure{errc::io_failed, log.string() + ": " + why.message()};
  if (!there)
    return failure{errc::invalid_argument, "'" + folder + "' is not a data folder: it has no log."};
  if (is_segment(folder))
    return failure{errc::invalid_argument,
                   "'" + folder +
                       "' is a segment: name the data folder that it is from, and the "
                       "segment with --archive."};
  return open_rocksdb_log(log.string(), log_access::read_only);
}

outcome<std::unique_ptr<log_store>> open_whole_log(const verb_call& call,
                                                   const std::string& folder) {
  auto log = open_log(folder);
  if (!log || !call.args.given("--archive"))
    return log;
  std::vector<segment> segments;
  for (const auto& path : call.args.texts("--archive")) {
    auto one = segment::open(path);
    if (!one)
      return one.error();
    segments.push_back(*std::move(one));
  }
  return join_segments(*std::move(log), std::move(segments));
}

} // namespace gatehouse
