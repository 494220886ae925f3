#include "storage/rocksdb_failure.hpp"

#include <rocksdb/status.h>

namespace gatehouse {

namespace {

bool says(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

} // namespace

failure describe(const rocksdb::Status& status, std::string_view doing) {
  auto text = status.ToString();
  if (status.IsCorruption())
    return {errc::journal_damaged, std::string{doing} + ": " + text};
  if (says(text, "While lock file") || says(text, "lock hold by"))
    return {errc::journal_locked,
            std::string{doing} + ": another process has it open; stop that one first"};
  return describe_io(text, doing);
}

failure describe_io(const std::string& said, std::string_view doing) {
  auto sentence = std::string{doing} + ": ";
  if (says(said, "No space left"))
    return {errc::io_failed, sentence + "the disk is full; free some space and start again"};
  if (says(said, "Read-only file system"))
    return {errc::io_failed, sentence + "the file system is mounted read-only; mount it writable"};
  if (says(said, "Permission denied"))
    return {errc::io_failed, sentence + "permission denied; check the owner of the folder"};
  return {errc::io_failed, sentence + said};
}

} // namespace gatehouse
