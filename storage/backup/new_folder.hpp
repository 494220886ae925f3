#pragma once

#include "events/core/outcome.hpp"

#include <string>

namespace gatehouse {

/// Returns whether there is nothing at `path`, or an empty folder.
bool is_vacant(const std::string& path);

/// Returns whether one of two folders is the other or lies inside it, also through links.
bool overlap(const std::string& one, const std::string& other);

/// Makes the names in `folder` survive the loss of power. Errors: `io_failed`.
outcome<nothing> sync_names(const std::string& folder);

/// A folder that comes to be as a whole: it is filled beside its place and then moved there. What
/// is not finished is removed.
class new_folder {
public:
  /// Errors: `conflict` (something is there, or an unfinished one is left of a crash), `io_failed`.
  static outcome<new_folder> begin(const std::string& place);
  new_folder(new_folder&& other) noexcept;
  new_folder& operator=(new_folder&&) = delete;
  ~new_folder();

  /// Returns where to write what shall be in it.
  const std::string& draft() const noexcept { return draft_; }

  /// Moves it to its place. Errors: `conflict` (something has come to be there), `io_failed`.
  outcome<nothing> finish();

private:
  new_folder(std::string place, std::string draft)
      : place_(std::move(place)), draft_(std::move(draft)) {}

  std::string place_;
  std::string draft_; ///< empty: nothing to remove
};

} // namespace gatehouse
